using System.Buffers.Binary;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Makes the event with which a downtime would have been removed: the last one known of it, with its end, its removal
/// and its cancellation filled in.
/// </summary>
internal static class DowntimeEnd
{
    /// <param name="time">Unix seconds.</param>
    public static HeldEvent Of(BrokerEvent downtime, long time) =>
        new(
            downtime.Type.Id,
            downtime.SourceId,
            downtime.Type.Encoding == WireEncoding.Legacy ? Legacy(downtime, time) : Protobuf(downtime, time),
            HeldOrigin.DowntimeEnd
        );

    // Of a repeated field the last one wins.
    private static byte[] Protobuf(BrokerEvent downtime, long time)
    {
        var payload = new List<byte>(downtime.Payload.ToArray());
        foreach (var field in downtime.Type.Fields)
        {
            if (ValueOf(field, time) is { } value)
            {
                AddVarint(payload, (ulong)field.Number << 3);
                AddVarint(payload, (ulong)value);
            }
        }
        return [.. payload];
    }

    private static byte[] Legacy(BrokerEvent downtime, long time)
    {
        var payload = downtime.Payload.ToArray();
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var at = 0;
        foreach (var field in downtime.Type.Fields)
        {
            var width = field.Type switch
            {
                WireType.Boolean => sizeof(bool),
                WireType.Int16 => sizeof(short),
                WireType.Int32 or WireType.UInt32 => sizeof(int),
                WireType.Time or WireType.UInt64 => sizeof(long),
                _ => payload.AsSpan(at).IndexOf((byte)0) + 1,
            };
            if (ValueOf(field, time) is { } value)
            {
                BinaryPrimitives.WriteInt64BigEndian(bytes, value);
                bytes[^width..].CopyTo(payload.AsSpan(at));
            }
            at += width;
        }
        return payload;
    }

    private static long? ValueOf(EventField field, long time) =>
        field.Id switch
        {
            Field.ActualEndTime or Field.DeletionTime => time,
            Field.Cancelled => 1,
            _ => null,
        };

    private static void AddVarint(List<byte> payload, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            payload.Add((byte)(value | 0x80));
        }
        payload.Add((byte)value);
    }
}
