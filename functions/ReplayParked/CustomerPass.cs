using System.Collections.Concurrent;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.ReplayParked;

/// <summary>
/// One pass over the parked lanes of one customer: one lane shows whether Canopsis takes events; if it does, all lanes get their turns, several at a
/// time, until they are empty or the time is up.
/// </summary>
internal sealed class CustomerPass(
    DeliveryTarget target,
    LaneWorker worker,
    LaneDirectory directory,
    LaneSettings settings,
    TimeProvider time
)
{
    private readonly long started = time.GetTimestamp();
    private volatile bool isDown;
    private volatile bool hasProgress;

    public async Task RunAsync(IEnumerable<LaneEntry> lanes, CancellationToken cancellation)
    {
        var waiting = new ConcurrentQueue<LaneEntry>(lanes);
        var isUp = false;
        while (!isUp && !IsOver && waiting.TryDequeue(out var lane))
        {
            isUp = await TurnAsync(lane, waiting, isProbe: true, cancellation);
        }
        await Task.WhenAll(Enumerable.Range(0, settings.LanesAtOnce).Select(_ => TurnsAsync(waiting, cancellation)));
    }

    private bool IsOver => isDown || time.GetElapsedTime(started) >= settings.Pass;

    private async Task TurnsAsync(ConcurrentQueue<LaneEntry> waiting, CancellationToken cancellation)
    {
        while (!IsOver && waiting.TryDequeue(out var lane))
        {
            await TurnAsync(lane, waiting, isProbe: false, cancellation);
        }
    }

    /// <returns>Whether Canopsis took something.</returns>
    private async Task<bool> TurnAsync(
        LaneEntry lane,
        ConcurrentQueue<LaneEntry> waiting,
        bool isProbe,
        CancellationToken cancellation
    )
    {
        var turn = time.GetTimestamp();
        var outcome = await worker.DrainAsync(
            lane.Publisher,
            target,
            isProbe,
            () => IsOver || time.GetElapsedTime(turn) >= settings.Turn,
            cancellation
        );
        switch (outcome)
        {
            case { IsEmpty: true }:
                await directory.SettleAsync(lane, cancellation);
                break;
            case { Blocked: BlockReason.OutOfTime }:
                waiting.Enqueue(lane);
                break;
            // Address, key and rights are the customer's; once they were good for a lane, what another meets is its own.
            case { Blocked: BlockReason.Misconfigured } when hasProgress:
                break;
            case { Blocked: BlockReason.RetryLater or BlockReason.Outage or BlockReason.Misconfigured }:
                isDown = true;
                break;
        }
        var madeProgress = outcome?.Finished > 0;
        hasProgress |= madeProgress;
        return madeProgress;
    }
}
