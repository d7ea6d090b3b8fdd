namespace Forwarder.Functions.Delivery;

/// <summary>
/// An invocation waits for packs that are delivered straight from the hub, as long as answers come and its own time lasts. What is not delivered when
/// it gives up is parked; the delivery goes on in the background.
/// </summary>
internal sealed class DirectWait : IDisposable
{
    private readonly TaskCompletionSource<DirectDelivery> ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock gate = new();
    private readonly TimeSpan forOneAnswer;
    private readonly CancellationTokenSource late;
    private readonly CancellationTokenRegistration[] ends;
    private bool isDisposed;

    /// <param name="first">Patience for the first answer.</param>
    /// <param name="forOneAnswer">Patience for each later one.</param>
    public DirectWait(TimeSpan first, TimeSpan forOneAnswer, TimeProvider time, CancellationToken over)
    {
        this.forOneAnswer = forOneAnswer;
        late = new CancellationTokenSource(first, time);
        ends = [over.Register(() => GiveUp(isLate: false)), late.Token.Register(() => GiveUp(isLate: true))];
    }

    public Task<DirectDelivery> Ended => ended.Task;

    public void Answered()
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                late.CancelAfter(forOneAnswer);
            }
        }
    }

    public void Recorded(DirectDelivery delivery) => ended.TrySetResult(delivery);

    public void Faulted(Exception fault) => ended.TrySetException(fault);

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
        }
        Array.ForEach(ends, end => end.Dispose());
        late.Dispose();
    }

    private void GiveUp(bool isLate) =>
        ended.TrySetResult(new DirectDelivery(BlockReason.OutOfTime, default) { IsLate = isLate });
}
