namespace Forwarder.Agent.Spool;

/// <summary>
/// The spool's side of the conservation law at one instant, in events: what was found at the start and what was committed
/// since is <c>published + pending + dropped</c>; packs that were set aside are pending.
/// </summary>
/// <param name="Recovered">Events in packs of earlier starts.</param>
/// <param name="Published">Events in packs that the hub has stored since the start.</param>
/// <param name="Dropped">Packs removed unpublished since the start, because the spool was full.</param>
/// <param name="Waiting">Packs that wait their turn.</param>
/// <param name="SetAside">Packs that the hub refuses for ever, kept for the operator.</param>
/// <param name="Oldest">When the oldest waiting pack was sealed; null when none waits.</param>
/// <param name="IsFull">True while no event is taken because the spool, or its disk, is full.</param>
internal sealed record SpoolReading(
    long Recovered,
    long Published,
    DroppedPacks Dropped,
    SpoolDepth Waiting,
    SpoolDepth SetAside,
    DateTimeOffset? Oldest,
    bool IsFull
)
{
    /// <summary>Events that have not left.</summary>
    public long Pending => Waiting.Events + SetAside.Events;
}
