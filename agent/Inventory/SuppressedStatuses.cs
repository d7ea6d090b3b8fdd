using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// The latest status of each object that a downtime or an acknowledgement kept back (decision 11). When that ends, the
/// status leaves if Canopsis knows another state; a status that leaves by itself makes it pointless.
/// </summary>
internal sealed class SuppressedStatuses(RowChanges changes)
{
    // Above this, further objects are not kept: their statuses stay dropped and counted, as without this rule.
    private const long MaxPayloadBytes = 64L * 1024 * 1024;

    private readonly Dictionary<ObjectKey, Kept> kept = [];
    private long payloadBytes;

    public int Count => kept.Count;

    /// <summary>Keeps a copy of a status in place of an earlier one.</summary>
    public void Keep(MonitoredObject known, BrokerEvent status)
    {
        // Also when the object has no mark: it may have been removed and announced again since.
        Remove(known.Key);
        known.Live.HasSuppressed = false;
        if (payloadBytes + status.Payload.Length <= MaxPayloadBytes)
        {
            Add(known, new Kept(StatusFields.State(status), HeldEvent.CopyOf(status, HeldOrigin.Suppressed)));
            changes.Mark(RowKind.SuppressedStatus, known.Key);
        }
    }

    /// <summary>Nothing of the object is kept any more.</summary>
    public void Forget(MonitoredObject known)
    {
        if (known.Live.HasSuppressed)
        {
            known.Live.HasSuppressed = false;
            Remove(known.Key);
        }
    }

    /// <summary>
    /// The suppression has ended with this status, full or partial, which does not leave itself: what is to leave instead,
    /// or null. Never both: an older state must not follow a newer one.
    /// </summary>
    public HeldEvent? Resume(MonitoredObject known, BrokerEvent status)
    {
        if (!kept.TryGetValue(known.Key, out var latest))
        {
            return null;
        }
        Forget(known);
        var isOutdated =
            status.Type.Kind is EventKind.HostStatus or EventKind.ServiceStatus
            && status.Int64(Field.StateType) >= 1
            && status.Int64(Field.State) != latest.State;
        return isOutdated || latest.State == known.Live.ForwardedState ? null : latest.Event;
    }

    /// <summary>Forgets the objects that are gone, or were gone for a while.</summary>
    public void RemoveUnknown(Func<ObjectKey, MonitoredObject?> find)
    {
        foreach (
            var key in kept.Keys.Where(key => find(key) is not { IsKnown: true, Live.HasSuppressed: true }).ToList()
        )
        {
            Remove(key);
        }
    }

    public bool TryWrite(ObjectKey key, JsonBuffer row)
    {
        if (!kept.TryGetValue(key, out var latest))
        {
            return false;
        }
        row.Raw([latest.State]);
        latest.Event.Write(row);
        return true;
    }

    /// <summary>Restores a status; false when this version cannot read it.</summary>
    public bool Load(MonitoredObject known, ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty)
        {
            return false;
        }
        var latest = HeldEvent.Read(row[1..], HeldOrigin.Suppressed);
        var status = new BrokerEvent();
        if (!latest.TryDecode(status) || status.Type.Kind is not (EventKind.HostStatus or EventKind.ServiceStatus))
        {
            return false;
        }
        Add(known, new Kept(row[0], latest));
        return true;
    }

    private void Add(MonitoredObject known, Kept latest)
    {
        kept.Add(known.Key, latest);
        known.Live.HasSuppressed = true;
        payloadBytes += latest.Event.Payload.Length;
    }

    private void Remove(ObjectKey key)
    {
        if (kept.Remove(key, out var gone))
        {
            payloadBytes -= gone.Event.Payload.Length;
            changes.Mark(RowKind.SuppressedStatus, key);
        }
    }

    private sealed record Kept(byte State, HeldEvent Event);
}
