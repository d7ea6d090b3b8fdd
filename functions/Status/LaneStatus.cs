using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Status;

/// <summary>Where a lane stands, and what is known of its agent.</summary>
/// <param name="OldestParked">When the hub took the oldest pack that waits; null when none does.</param>
/// <param name="Agent">Null when there was no heartbeat.</param>
internal sealed record LaneStatus(string Publisher, LaneRow Row, DateTimeOffset? OldestParked, AgentRow? Agent)
{
    /// <summary>Events that the lane's row counts as parked and no pack holds; other than 0 something was lost from Table storage.</summary>
    public long MissingParked { get; init; }

    public bool Holds => Row.Counters.Holds && MissingParked == 0;

    /// <summary>Five heartbeats that did not come.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <summary>Empty for events of unknown publishers.</summary>
    public string Customer => PublisherId.TryParse(Publisher, out var publisher) ? publisher.Customer : "";

    /// <summary>
    /// When something came from the agent last: its heartbeats wait with its other events while Canopsis is down, so that what the hub took counts as well.
    /// </summary>
    public DateTimeOffset? Seen =>
        Agent is { } agent && !(Row.LastHub.EnqueuedAt > agent.At) ? agent.At : Row.LastHub.EnqueuedAt;

    public TimeSpan LagAt(DateTimeOffset now) =>
        OldestParked is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;

    /// <summary>Lanes of unknown publishers have no agent.</summary>
    public bool IsSilentAt(DateTimeOffset now) => Customer.Length > 0 && Seen is { } seen && now - seen > Silence;
}
