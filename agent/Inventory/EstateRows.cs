using System.Text.Json;

namespace Forwarder.Agent.Inventory;

/// <summary>The inventory as rows: which part of it writes and reads which kind.</summary>
internal sealed class EstateRows(
    Estate estate,
    MembershipRows memberships,
    Criticalities criticalities,
    HeldEvents held,
    ForwardedDowntimes downtimes,
    SuppressedStatuses suppressed,
    LiveCheckpoint checkpoint
)
{
    private readonly JsonBuffer buffer = new();

    /// <summary>Loaded rows of held events that this version cannot read.</summary>
    public int UnreadableHeld { get; private set; }

    /// <summary>The row as it is now; without value when there is nothing to keep any more.</summary>
    public InventoryRow Write(RowKind kind, ulong a, ulong b)
    {
        buffer.Clear();
        var exists = TryWrite(kind, a, b);
        return new InventoryRow((int)kind, (long)a, (long)b, exists ? buffer.Written.ToArray() : null);
    }

    public void Load(InventoryRow row)
    {
        var (kind, a, b, value) = ((RowKind)row.Kind, (ulong)row.A, (ulong)row.B, row.Value!);
        var key = new ObjectKey(a, b);
        switch (kind)
        {
            case RowKind.Host or RowKind.Service:
                estate.Objects.Load(key, value);
                break;
            case RowKind.ActivityInView:
                estate.Activities.Relate(a, b);
                break;
            case RowKind.HeldEvent:
                UnreadableHeld += held.Load(a, value, Estate.KeyOf) ? 0 : 1;
                break;
            case RowKind.ForwardedDowntime:
                downtimes.Load(a, value);
                break;
            case RowKind.SuppressedStatus:
                suppressed.Load(estate.Objects.Get(key), value);
                break;
            case RowKind.ForwardedState:
                estate.Objects.Get(key).Live.ForwardedState = value[0];
                break;
            case RowKind.LiveStatuses:
                checkpoint.Load(a, value);
                break;
            case < RowKind.HeldEvent:
                LoadJson(kind, key, value);
                break;
        }
    }

    private void LoadJson(RowKind kind, ObjectKey key, byte[] value)
    {
        using var document = JsonDocument.Parse(value);
        var row = document.RootElement;
        var (a, b) = (key.HostId, key.ServiceId);
        switch (kind)
        {
            case RowKind.Poller:
                estate.Pollers.Load(a, row);
                break;
            case RowKind.Memberships:
                memberships.Load(key, row);
                break;
            case RowKind.Criticality:
                criticalities.Load(key, row);
                break;
            case RowKind.HostGroup:
                estate.HostGroups.LoadGroup(a, row);
                break;
            case RowKind.ServiceGroup:
                estate.ServiceGroups.LoadGroup(a, row);
                break;
            case RowKind.Severity:
                estate.Severities.Load(a, b, row);
                break;
            case RowKind.BusinessActivity:
                estate.Activities.LoadActivity(a, row);
                break;
            case RowKind.BusinessView:
                estate.Activities.LoadView(a, row);
                break;
        }
    }

    private bool TryWrite(RowKind kind, ulong a, ulong b)
    {
        var key = new ObjectKey(a, b);
        return kind switch
        {
            RowKind.Poller => estate.Pollers.TryWrite(a, buffer),
            RowKind.Host or RowKind.Service => estate.Objects.TryWrite(key, buffer),
            RowKind.Memberships => memberships.TryWrite(key, buffer),
            RowKind.Criticality => criticalities.TryWrite(key, buffer),
            RowKind.HostGroup => estate.HostGroups.TryWriteGroup(a, buffer),
            RowKind.ServiceGroup => estate.ServiceGroups.TryWriteGroup(a, buffer),
            RowKind.Severity => estate.Severities.TryWrite(a, b, buffer),
            RowKind.BusinessActivity => estate.Activities.TryWriteActivity(a, buffer),
            RowKind.BusinessView => estate.Activities.TryWriteView(a, buffer),
            RowKind.ActivityInView => estate.Activities.TryWriteRelation(a, b, buffer),
            RowKind.HeldEvent => held.TryWrite(a, buffer),
            RowKind.ForwardedDowntime => downtimes.TryWrite(a, buffer),
            RowKind.SuppressedStatus => suppressed.TryWrite(key, buffer),
            RowKind.ForwardedState => TryWriteForwardedState(key),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private bool TryWriteForwardedState(ObjectKey key)
    {
        if (estate.Objects.Find(key) is not { Live.ForwardedState: > 0 and var state })
        {
            return false;
        }
        buffer.Raw([state]);
        return true;
    }
}
