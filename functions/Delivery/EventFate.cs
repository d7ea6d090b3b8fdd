namespace Forwarder.Functions.Delivery;

/// <summary>What became of one event of a request.</summary>
/// <param name="Reason">Set for a dead letter.</param>
/// <param name="Status">HTTP status of the answer that decided.</param>
internal readonly record struct EventFate(bool IsDone, DeadLetterReason? Reason = null, int? Status = null)
{
    public static readonly EventFate Waiting = new(false);
    public static readonly EventFate Delivered = new(true);
}
