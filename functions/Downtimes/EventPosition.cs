namespace Forwarder.Functions.Downtimes;

/// <summary>Where an event stands in its lane.</summary>
/// <param name="Line">Counted from 1 within its pack.</param>
internal readonly record struct EventPosition(string Epoch, long Sequence, int Line)
{
    /// <summary>Only positions of one epoch can be compared; of another epoch nothing is known.</summary>
    public bool IsUpTo(EventPosition other) =>
        Epoch == other.Epoch && (Sequence < other.Sequence || (Sequence == other.Sequence && Line <= other.Line));
}
