namespace Forwarder.Functions.Delivery;

/// <summary>What became of the packs that an invocation gave to their lane. All of them are in the lane's care now.</summary>
/// <param name="Delivered">Packs delivered within the invocation.</param>
/// <param name="Parked">Packs that wait in the queue, or are delivered further in the background.</param>
/// <param name="Repeats">Packs that were accepted before.</param>
/// <param name="Blocked">Why delivery stopped.</param>
internal sealed record LaneOutcome(int Delivered, int Parked, int Repeats, BlockReason? Blocked)
{
    /// <summary>Lines done within the invocation.</summary>
    public LineTally Done { get; init; }
}
