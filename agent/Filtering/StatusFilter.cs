using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Filtering;

/// <summary>What a host or service status itself decides (stream-connector 2.3 and 2.4, decisions 4 to 7).</summary>
internal sealed class StatusFilter(FilterParameters parameters)
{
    /// <summary>Whether a set of states has this one; PENDING (4) is in none.</summary>
    public static bool Contains(int states, long state) => state is >= 0 and < 4 && (states & (1 << (int)state)) != 0;

    public DropReason ReasonAgainst(BrokerEvent status)
    {
        var isHost = status.Type.Kind == EventKind.HostStatus;
        if (!Contains(isHost ? parameters.HostStates : parameters.ServiceStates, status.Int64(Field.State)))
        {
            return DropReason.StatusList;
        }
        if (isHost ? IsHostRepetition(status) : IsServiceRepetition(status))
        {
            return DropReason.Dedup;
        }
        if (parameters.HardOnly && status.Int64(Field.StateType) < 1)
        {
            return DropReason.HardOnly;
        }
        return !parameters.Flapping && status.Boolean(Field.Flapping) ? DropReason.Flapping : DropReason.None;
    }

    /// <summary>What keeps the status back only as long as it lasts.</summary>
    public DropReason SuppressionOf(BrokerEvent status) =>
        !parameters.Acknowledged && StatusFields.IsAcknowledged(status) ? DropReason.Acknowledged
        : !parameters.InDowntime && StatusFields.IsInDowntime(status) ? DropReason.InDowntime
        : DropReason.None;

    // last_update is on the wire of legacy statuses only (decision 5).
    private bool IsHostRepetition(BrokerEvent status)
    {
        if (!parameters.HostDedup)
        {
            return false;
        }
        var change = Time(status, Field.LastHardStateChange);
        var update = Time(status, Field.LastUpdate);
        return Distance(change, Time(status, Field.LastCheck)) > parameters.HostDedupSeconds
            && (update == 0 || Distance(change, update) > parameters.HostDedupSeconds);
    }

    private bool IsServiceRepetition(BrokerEvent status)
    {
        if (!parameters.ServiceDedup)
        {
            return false;
        }
        var change = Time(status, Field.LastHardStateChange);
        return Distance(change, Time(status, Field.LastCheck)) > parameters.ServiceDedupSeconds
            && (
                !status.Has(Field.LastUpdate)
                || Distance(change, Time(status, Field.LastUpdate)) > parameters.ServiceDedupSeconds
            );
    }

    // An absent time is compared as 0.
    private static long Time(BrokerEvent status, Field field) => Math.Max(0, status.Int64(field));

    private static long Distance(long left, long right) => Math.Abs(left - right);
}
