using System.Buffers.Binary;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Downtimes that have left and whose removal has not. Their end leaves whatever the filters say by then (decision 9),
/// and those that a restarted engine does not announce again are ended (bbdo 5.3, rule 9).
/// </summary>
internal sealed class ForwardedDowntimes(Pollers pollers, RowChanges changes)
{
    private const int HeaderBytes = 13;

    private readonly Dictionary<Key, Entry> entries = [];
    private readonly Dictionary<ulong, Key> byOrdinal = [];
    private ulong lastOrdinal;

    public int Count => entries.Count;

    /// <param name="host">The downtime's host, when known: its poller is meant when the event names none.</param>
    public bool Contains(BrokerEvent downtime, MonitoredObject? host) => entries.ContainsKey(KeyOf(downtime, host));

    /// <summary>A poller has told of the downtime again, as it does of all that it has when its engine starts.</summary>
    public void Announce(BrokerEvent downtime, MonitoredObject? host)
    {
        var key = KeyOf(downtime, host);
        if (!DowntimeFields.IsEnd(downtime) && entries.TryGetValue(key, out var entry))
        {
            entry.Generation = pollers.GenerationOf(key.PollerId);
            changes.Mark(RowKind.ForwardedDowntime, entry.Ordinal);
        }
    }

    /// <summary>An event of a downtime leaves.</summary>
    public void Forward(BrokerEvent downtime, MonitoredObject? host)
    {
        var key = KeyOf(downtime, host);
        if (DowntimeFields.IsRemoved(downtime))
        {
            Remove(key);
            return;
        }
        var isEnded = DowntimeFields.IsEnd(downtime);
        if (!entries.TryGetValue(key, out var entry))
        {
            if (isEnded)
            {
                // Only its removal is still to come, and that passes or not on its own.
                return;
            }
            entry = new Entry { Ordinal = ++lastOrdinal };
            Add(key, entry);
        }
        entry.Generation = pollers.GenerationOf(key.PollerId);
        entry.IsEnded = isEnded;
        entry.Latest = HeldEvent.CopyOf(downtime, HeldOrigin.DowntimeEnd);
        changes.Mark(RowKind.ForwardedDowntime, entry.Ordinal);
    }

    /// <summary>The ends of those that this poller, whose configuration is complete, has not announced again.</summary>
    public IReadOnlyList<HeldEvent> EndStale(PollerEntry poller, long time)
    {
        var ends = new List<HeldEvent>();
        var stale = entries.Where(entry =>
            entry.Key.PollerId == poller.Id && entry.Value.Generation != poller.Generation
        );
        foreach (var (key, entry) in stale.ToList())
        {
            var downtime = new BrokerEvent();
            if (entry.IsEnded || !entry.Latest!.TryDecode(downtime))
            {
                Remove(key);
            }
            else
            {
                ends.Add(DowntimeEnd.Of(downtime, time));
            }
        }
        return ends;
    }

    public bool TryWrite(ulong ordinal, JsonBuffer row)
    {
        if (!byOrdinal.TryGetValue(ordinal, out var key))
        {
            return false;
        }
        var entry = entries[key];
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64BigEndian(header, key.PollerId);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], entry.Generation);
        header[12] = entry.IsEnded ? (byte)1 : (byte)0;
        row.Raw(header);
        entry.Latest!.Write(row);
        return true;
    }

    /// <summary>Restores a downtime; false when this version cannot read it.</summary>
    public bool Load(ulong ordinal, ReadOnlySpan<byte> row)
    {
        lastOrdinal = Math.Max(lastOrdinal, ordinal);
        var entry = new Entry
        {
            Ordinal = ordinal,
            Generation = BinaryPrimitives.ReadInt32BigEndian(row[8..]),
            IsEnded = row[12] != 0,
            Latest = HeldEvent.Read(row[HeaderBytes..], HeldOrigin.DowntimeEnd),
        };
        var downtime = new BrokerEvent();
        if (!entry.Latest.TryDecode(downtime) || downtime.Type.Kind != EventKind.Downtime)
        {
            return false;
        }
        Add(KeyOf(downtime, BinaryPrimitives.ReadUInt64BigEndian(row)), entry);
        return true;
    }

    private static Key KeyOf(BrokerEvent downtime, MonitoredObject? host)
    {
        var named = downtime.UInt64(Field.InstanceId);
        return KeyOf(downtime, named != 0 ? named : host?.Poller?.Id ?? 0);
    }

    // Engines may count from 1 again: the time of its creation tells a new downtime from an old one.
    private static Key KeyOf(BrokerEvent downtime, ulong pollerId) =>
        new(pollerId, DowntimeFields.Id(downtime), downtime.Int64(Field.EntryTime));

    private void Add(Key key, Entry entry)
    {
        entries.Add(key, entry);
        byOrdinal.Add(entry.Ordinal, key);
    }

    private void Remove(Key key)
    {
        if (entries.Remove(key, out var entry))
        {
            byOrdinal.Remove(entry.Ordinal);
            changes.Mark(RowKind.ForwardedDowntime, entry.Ordinal);
        }
    }

    private readonly record struct Key(ulong PollerId, ulong Id, long EntryTime);

    private sealed class Entry
    {
        public ulong Ordinal { get; init; }
        public int Generation { get; set; }

        /// <summary>Its end has left; its removal is awaited.</summary>
        public bool IsEnded { get; set; }
        public HeldEvent? Latest { get; set; }
    }
}
