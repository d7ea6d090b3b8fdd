using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Events of objects that nobody has announced yet: of each the latest status, acknowledgement and downtime wait here
/// until the object is known, then they are decided again (decision 8). They are persisted like the rest of the
/// inventory, because the broker was told that they arrived.
/// </summary>
/// <remarks>
/// A host or service is announced before its groups, and group filters decide about its events. So these leave when the
/// poller's configuration is complete, at once when a later event of the object would overtake them, and at the latest
/// <see cref="Patience"/> after the object was first seen to be known, whether or not anything else arrives: the pipeline
/// looks with its clock too.
/// </remarks>
internal sealed class HeldEvents(int capacity, TimeProvider time, RowChanges changes)
{
    /// <summary>How long events of a known object wait for the rest of the configuration.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const long MaxPayloadBytes = 64L * 1024 * 1024;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Slot, LinkedListNode<Waiting>> bySlot = [];
    private readonly Dictionary<ObjectKey, List<LinkedListNode<Waiting>>> byObject = [];
    private readonly LinkedList<Waiting> byAge = [];
    private readonly List<HeldEvent> due = [];
    private ulong lastOrdinal;
    private long payloadBytes;
    private long lastLook;

    /// <summary>Events that wait, those about to be taken included.</summary>
    public int Count => byAge.Count + due.Count;

    /// <summary>Keeps a copy; tells how many older events it replaced (0 or 1) and how many were given up for want of room.</summary>
    public (int Superseded, int Overflowed) Hold(BrokerEvent held, ObjectKey key)
    {
        var copy = HeldEvent.CopyOf(held, HeldOrigin.Awaited);
        var superseded = Add(++lastOrdinal, SlotOf(held, key), key, copy) ? 1 : 0;
        changes.Mark(RowKind.HeldEvent, lastOrdinal);
        var overflowed = 0;
        while (byAge.Count > capacity || payloadBytes > MaxPayloadBytes)
        {
            Remove(byAge.First!);
            overflowed++;
        }
        return (superseded, overflowed);
    }

    /// <summary>The object is known and has news: what waits for it goes first.</summary>
    public void Release(ObjectKey key)
    {
        if (byAge.Count > 0 && byObject.TryGetValue(key, out var waiting))
        {
            Release(waiting);
        }
    }

    /// <summary>Lets all events of these objects go.</summary>
    public void Release(Predicate<ObjectKey> isConcerned) =>
        Release(byObject.Where(waiting => isConcerned(waiting.Key)).SelectMany(waiting => waiting.Value));

    /// <summary>Those that may be decided again, oldest first; they are no longer held.</summary>
    public IReadOnlyList<HeldEvent> Take(Predicate<ObjectKey> isKnown)
    {
        if (byAge.Count > 0 && time.GetElapsedTime(lastLook) >= LookInterval)
        {
            lastLook = time.GetTimestamp();
            ReleasePatient(isKnown);
        }
        if (due.Count == 0)
        {
            return [];
        }
        HeldEvent[] taken = [.. due];
        due.Clear();
        return taken;
    }

    public bool TryWrite(ulong ordinal, JsonBuffer row)
    {
        // Only the newest events change between two commits: a search from the end is short.
        for (var node = byAge.Last; node is not null && node.Value.Ordinal >= ordinal; node = node.Previous)
        {
            if (node.Value.Ordinal == ordinal)
            {
                node.Value.Event.Write(row);
                return true;
            }
        }
        return false;
    }

    /// <summary>Restores an event; false when this version cannot read it.</summary>
    public bool Load(ulong ordinal, byte[] row, Func<BrokerEvent, ObjectKey> keyOf)
    {
        lastOrdinal = Math.Max(lastOrdinal, ordinal);
        var held = HeldEvent.Read(row, HeldOrigin.Awaited);
        var decoded = new BrokerEvent();
        if (!held.TryDecode(decoded) || !EventCounters.IsMonitoring(decoded.Type.Kind))
        {
            return false;
        }
        Add(ordinal, SlotOf(decoded, keyOf(decoded)), keyOf(decoded), held);
        return true;
    }

    private void ReleasePatient(Predicate<ObjectKey> isKnown)
    {
        var now = time.GetTimestamp();
        var patient = new List<LinkedListNode<Waiting>>();
        for (var node = byAge.First; node is not null; node = node.Next)
        {
            if (!isKnown(node.Value.Key))
            {
                node.Value.KnownSince = null;
            }
            else if (node.Value.KnownSince is not { } since)
            {
                node.Value.KnownSince = now;
            }
            else if (time.GetElapsedTime(since, now) >= Patience)
            {
                patient.Add(node);
            }
        }
        Release(patient);
    }

    private void Release(IEnumerable<LinkedListNode<Waiting>> waiting)
    {
        foreach (var node in waiting.OrderBy(node => node.Value.Ordinal).ToList())
        {
            Remove(node);
            due.Add(node.Value.Event);
        }
    }

    // True when it took the place of an older event.
    private bool Add(ulong ordinal, Slot slot, ObjectKey key, HeldEvent held)
    {
        var replaces = bySlot.TryGetValue(slot, out var older);
        if (replaces)
        {
            Remove(older!);
        }
        var node = byAge.AddLast(new Waiting(ordinal, slot, key, held));
        bySlot.Add(slot, node);
        if (!byObject.TryGetValue(key, out var ofObject))
        {
            ofObject = [];
            byObject.Add(key, ofObject);
        }
        ofObject.Add(node);
        payloadBytes += held.Payload.Length;
        return replaces;
    }

    private void Remove(LinkedListNode<Waiting> node)
    {
        var waiting = node.Value;
        byAge.Remove(node);
        bySlot.Remove(waiting.Slot);
        var ofObject = byObject[waiting.Key];
        ofObject.Remove(node);
        if (ofObject.Count == 0)
        {
            byObject.Remove(waiting.Key);
        }
        payloadBytes -= waiting.Event.Payload.Length;
        changes.Mark(RowKind.HeldEvent, waiting.Ordinal);
    }

    // An object may have several downtimes, which must not replace each other.
    private static Slot SlotOf(BrokerEvent held, ObjectKey key) =>
        held.Type.Kind == EventKind.Downtime
            ? new(EventKind.Downtime, held.UInt64(Field.InstanceId), DowntimeFields.Id(held))
            : new(held.Type.Kind, key.HostId, key.ServiceId);

    private readonly record struct Slot(EventKind Kind, ulong A, ulong B);

    private sealed class Waiting(ulong ordinal, Slot slot, ObjectKey key, HeldEvent held)
    {
        public ulong Ordinal { get; } = ordinal;
        public Slot Slot { get; } = slot;
        public ObjectKey Key { get; } = key;
        public HeldEvent Event { get; } = held;
        public long? KnownSince { get; set; }
    }
}
