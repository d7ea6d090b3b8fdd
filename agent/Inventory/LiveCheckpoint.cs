using System.Buffers.Binary;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// The live statuses of all objects as rows, once a minute: too much and too short-lived to follow each status, too
/// useful to wait for the next check of everything after a restart of the agent.
/// </summary>
internal sealed class LiveCheckpoint(ObjectStore objects, TimeProvider time)
{
    /// <summary>Time between two checkpoints; what happened since the last one is lost with the process.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private const int RecordBytes = 34;
    private const int RecordsPerRow = 4096;
    private const byte Acknowledged = 1;
    private const byte InDowntime = 2;

    private readonly JsonBuffer buffer = new();
    private long last = time.GetTimestamp();
    private int rowsBefore;

    /// <summary>Appends the rows of a checkpoint when one is due.</summary>
    public void WriteIfDue(ICollection<InventoryRow> into)
    {
        if (time.GetElapsedTime(last) < Interval)
        {
            return;
        }
        last = time.GetTimestamp();
        var rows = 0;
        foreach (var chunk in objects.All.Where(known => known.IsAnnounced).Chunk(RecordsPerRow))
        {
            buffer.Clear();
            foreach (var known in chunk)
            {
                Write(known);
            }
            into.Add(new InventoryRow((int)RowKind.LiveStatuses, rows++, 0, buffer.Written.ToArray()));
        }
        for (var surplus = rows; surplus < rowsBefore; surplus++)
        {
            into.Add(new InventoryRow((int)RowKind.LiveStatuses, surplus, 0, null));
        }
        rowsBefore = rows;
    }

    /// <summary>Restores the objects that are known by now; false when the row is cut.</summary>
    public bool Load(ulong row, ReadOnlySpan<byte> records)
    {
        for (; records.Length >= RecordBytes; records = records[RecordBytes..])
        {
            var key = new ObjectKey(
                BinaryPrimitives.ReadUInt64BigEndian(records),
                BinaryPrimitives.ReadUInt64BigEndian(records[8..])
            );
            if (objects.Find(key) is { } known)
            {
                Read(known, records[16..]);
            }
        }
        if (!records.IsEmpty)
        {
            return false;
        }
        rowsBefore = Math.Max(rowsBefore, (int)row + 1);
        return true;
    }

    private void Write(MonitoredObject known)
    {
        ref var live = ref known.Live;
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteUInt64BigEndian(record, known.Key.HostId);
        BinaryPrimitives.WriteUInt64BigEndian(record[8..], known.Key.ServiceId);
        BinaryPrimitives.WriteUInt32BigEndian(record[16..], live.LastTime0);
        BinaryPrimitives.WriteUInt32BigEndian(record[20..], live.LastTime1);
        BinaryPrimitives.WriteUInt32BigEndian(record[24..], live.LastTime2);
        BinaryPrimitives.WriteUInt32BigEndian(record[28..], live.LastTime3);
        record[32] = live.State;
        record[33] = (byte)((live.IsAcknowledged ? Acknowledged : 0) | (live.IsInDowntime ? InDowntime : 0));
        buffer.Raw(record);
    }

    private static void Read(MonitoredObject known, ReadOnlySpan<byte> values)
    {
        ref var live = ref known.Live;
        live.LastTime0 = BinaryPrimitives.ReadUInt32BigEndian(values);
        live.LastTime1 = BinaryPrimitives.ReadUInt32BigEndian(values[4..]);
        live.LastTime2 = BinaryPrimitives.ReadUInt32BigEndian(values[8..]);
        live.LastTime3 = BinaryPrimitives.ReadUInt32BigEndian(values[12..]);
        live.State = values[16];
        live.IsAcknowledged = (values[17] & Acknowledged) != 0;
        live.IsInDowntime = (values[17] & InDowntime) != 0;
    }
}
