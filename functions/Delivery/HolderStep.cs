namespace Forwarder.Functions.Delivery;

/// <param name="Row">To be written, or as found.</param>
/// <param name="Removed">How many packs leave the queue at its head, in the same write.</param>
internal sealed record HolderStep(HolderVerdict Verdict, LaneRow Row, int Removed)
{
    /// <summary>Whether the pack of <see cref="LaneReport.Next"/> may be opened; false when it ended the process each time it was.</summary>
    public bool MayOpenNext => Row.Attempt is not { Starts: > LaneLogic.MostStarts };
}
