namespace Forwarder.Functions.Delivery;

/// <summary>The time of one invocation or pass for all its lanes. When it is over no lane starts another request.</summary>
internal sealed class LaneBudget : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly TimeSpan afterFirst;
    private int finished;

    /// <param name="total">In all.</param>
    /// <param name="afterFirst">What is left to the others when the first lane has finished.</param>
    public LaneBudget(TimeSpan total, TimeSpan afterFirst, TimeProvider time)
    {
        this.afterFirst = afterFirst;
        over = new CancellationTokenSource(total, time);
    }

    public bool IsOver => over.IsCancellationRequested;

    public CancellationToken Over => over.Token;

    public void LaneFinished()
    {
        if (Interlocked.Exchange(ref finished, 1) == 0 && !IsOver)
        {
            over.CancelAfter(afterFirst);
        }
    }

    public void Dispose() => over.Dispose();
}
