using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>Encodes events field by field, in both encodings, and decodes them as a session would.</summary>
internal static class Wire
{
    /// <summary>An event of this id; fields that are not named are absent (protobuf) or zero (legacy).</summary>
    public static BrokerEvent Event(uint id, params (string Name, object Value)[] fields) => From(7, id, fields);

    /// <summary>The same, made by another process.</summary>
    public static BrokerEvent From(uint sourceId, uint id, params (string Name, object Value)[] fields)
    {
        var type = EventCatalogue.Find(id)!;
        foreach (var (name, _) in fields)
        {
            Assert.Contains(name, type.Fields.ToArray().Select(field => field.Name));
        }
        var decoded = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(type, Payload(type, fields.ToDictionary()), sourceId, decoded));
        return decoded;
    }

    public static byte[] Payload(EventType type, IReadOnlyDictionary<string, object> values)
    {
        var payload = new MemoryStream();
        foreach (var field in type.Fields)
        {
            var value = values.GetValueOrDefault(field.Name);
            if (type.Encoding == WireEncoding.Legacy)
            {
                WriteLegacy(payload, field.Type, value);
            }
            else if (value is not null && field.Number > 0)
            {
                WriteProtobuf(payload, field, value);
            }
        }
        return payload.ToArray();
    }

    private static void WriteProtobuf(MemoryStream payload, EventField field, object value)
    {
        switch (field.Type)
        {
            case WireType.Text:
                var text = Bytes(value);
                WriteVarint(payload, ((ulong)field.Number << 3) | 2);
                WriteVarint(payload, (ulong)text.Length);
                payload.Write(text);
                break;
            case WireType.Double:
                WriteVarint(payload, ((ulong)field.Number << 3) | 1);
                var bits = new byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(bits, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                payload.Write(bits);
                break;
            case WireType.Tags:
                foreach (var (id, type) in ((ulong, ulong)[])value)
                {
                    var tag = new MemoryStream();
                    WriteVarint(tag, 1 << 3);
                    WriteVarint(tag, id);
                    WriteVarint(tag, 2 << 3);
                    WriteVarint(tag, type);
                    WriteVarint(payload, ((ulong)field.Number << 3) | 2);
                    WriteVarint(payload, (ulong)tag.Length);
                    tag.WriteTo(payload);
                }
                break;
            default:
                WriteVarint(payload, (ulong)field.Number << 3);
                WriteVarint(payload, (ulong)Number(value));
                break;
        }
    }

    private static void WriteLegacy(MemoryStream payload, WireType type, object? value)
    {
        var bytes = new byte[8];
        switch (type)
        {
            case WireType.Boolean:
                payload.WriteByte((byte)Number(value));
                break;
            case WireType.Int16:
                BinaryPrimitives.WriteInt16BigEndian(bytes, (short)Number(value));
                payload.Write(bytes, 0, 2);
                break;
            case WireType.Int32 or WireType.UInt32:
                BinaryPrimitives.WriteInt32BigEndian(bytes, (int)Number(value));
                payload.Write(bytes, 0, 4);
                break;
            case WireType.UInt64 or WireType.Time:
                BinaryPrimitives.WriteInt64BigEndian(bytes, Number(value));
                payload.Write(bytes);
                break;
            case WireType.Double:
                payload.Write(
                    Encoding.ASCII.GetBytes(
                        Convert
                            .ToDouble(value ?? 0, CultureInfo.InvariantCulture)
                            .ToString("F6", CultureInfo.InvariantCulture)
                    )
                );
                payload.WriteByte(0);
                break;
            default:
                payload.Write(Bytes(value ?? ""));
                payload.WriteByte(0);
                break;
        }
    }

    private static byte[] Bytes(object value) => value as byte[] ?? Encoding.UTF8.GetBytes((string)value);

    private static long Number(object? value) =>
        value switch
        {
            null => 0,
            bool flag => flag ? 1 : 0,
            ulong large => (long)large,
            _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        };

    private static void WriteVarint(MemoryStream payload, ulong value)
    {
        while (value >= 0x80)
        {
            payload.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        payload.WriteByte((byte)value);
    }
}
