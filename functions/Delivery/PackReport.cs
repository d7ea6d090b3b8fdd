namespace Forwarder.Functions.Delivery;

/// <summary>How far the holder of the lease got with one pack since its last report.</summary>
/// <param name="Tally">The lines done since then.</param>
internal sealed record PackReport(PackLabel Pack, LineTally Tally, bool IsFinished)
{
    public bool IsQuarantined { get; init; }
}
