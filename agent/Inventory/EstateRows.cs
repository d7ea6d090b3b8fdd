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
    LiveCheckpoint checkpoint,
    RowChanges changes
)
{
    private readonly JsonBuffer buffer = new();
    private readonly SortedDictionary<RowKind, int> unreadable = [];

    /// <summary>Rows that this version cannot read, by kind. The next commit removes or replaces them.</summary>
    public IReadOnlyDictionary<RowKind, int> Unreadable => unreadable;

    /// <summary>The row as it is now; without value when there is nothing to keep any more.</summary>
    public InventoryRow Write(RowKind kind, ulong a, ulong b)
    {
        buffer.Clear();
        var exists = TryWrite(kind, a, b);
        return new InventoryRow((int)kind, (long)a, (long)b, exists ? buffer.Written.ToArray() : null);
    }

    /// <summary>Restores one row. One that cannot be read is counted, and all others are still restored.</summary>
    public void Load(InventoryRow row)
    {
        var (kind, a, b, value) = ((RowKind)row.Kind, (ulong)row.A, (ulong)row.B, row.Value!);
        bool isRead;
        try
        {
            isRead = TryLoad(kind, new ObjectKey(a, b), value);
        }
        // what the readers of the parts throw on what another version, or a fault of the disk, has written
        catch (Exception wrong)
            when (wrong
                    is JsonException
                        or FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
            )
        {
            isRead = false;
        }
        if (!isRead)
        {
            GiveUp(kind, a, b);
        }
    }

    private bool TryLoad(RowKind kind, ObjectKey key, byte[] value)
    {
        var (a, b) = (key.HostId, key.ServiceId);
        switch (kind)
        {
            case RowKind.Host or RowKind.Service:
                return estate.Objects.Load(key, value);
            case RowKind.ActivityInView:
                estate.Activities.Relate(a, b);
                return true;
            case RowKind.HeldEvent:
                return held.Load(a, value, Estate.KeyOf);
            case RowKind.ForwardedDowntime:
                return downtimes.Load(a, value);
            case RowKind.SuppressedStatus:
                return suppressed.Load(estate.Objects.Get(key), value);
            case RowKind.ForwardedState when value.Length > 0:
                estate.Objects.Get(key).Live.ForwardedState = value[0];
                return true;
            case RowKind.ForwardedState:
                return false;
            case RowKind.LiveStatuses:
                return checkpoint.Load(a, value);
            case < RowKind.HeldEvent or RowKind.Category:
                LoadJson(kind, key, value);
                return true;
            default:
                // of a later version, which will find it again
                return true;
        }
    }

    private void GiveUp(RowKind kind, ulong a, ulong b)
    {
        unreadable[kind] = unreadable.GetValueOrDefault(kind) + 1;
        if (kind is RowKind.Host or RowKind.Service)
        {
            estate.Objects.Discard(new ObjectKey(a, b));
        }
        changes.Mark(kind, a, b);
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
                (key.IsService ? estate.ServiceGroups : estate.HostGroups).Restored(estate.Objects.Get(key));
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
            case RowKind.Category:
                estate.Categories.Load(a, b, row);
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
            RowKind.Category => estate.Categories.TryWrite(a, b, buffer),
            RowKind.BusinessActivity => estate.Activities.TryWriteActivity(a, buffer),
            RowKind.BusinessView => estate.Activities.TryWriteView(a, buffer),
            RowKind.ActivityInView => estate.Activities.TryWriteRelation(a, b, buffer),
            RowKind.HeldEvent => held.TryWrite(a, buffer),
            RowKind.ForwardedDowntime => downtimes.TryWrite(a, buffer),
            RowKind.SuppressedStatus => suppressed.TryWrite(key, buffer),
            RowKind.ForwardedState => TryWriteForwardedState(key),
            // written by checkpoints alone, the next of which is due within a minute
            RowKind.LiveStatuses => false,
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
