using System.Buffers.Binary;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Reads a legacy payload: the fields of the type one after the other, without tags (bbdo 1.5 and 4.4). A payload that
/// ends early is undecodable; bytes behind the last known field are ignored, a later version may append some.
/// </summary>
internal static class LegacyPayload
{
    public static bool TryRead(EventType type, ReadOnlySpan<byte> payload, BrokerEvent target)
    {
        int position = 0;
        foreach (EventField field in type.Fields)
        {
            ReadOnlySpan<byte> rest = payload[position..];
            int width;
            switch (field.Type)
            {
                case WireType.Boolean when rest.Length >= 1:
                    target.Set(field.Slot, rest[0] != 0 ? 1 : 0);
                    width = 1;
                    break;
                case WireType.Int16 when rest.Length >= sizeof(short):
                    target.Set(field.Slot, BinaryPrimitives.ReadInt16BigEndian(rest));
                    width = sizeof(short);
                    break;
                case WireType.Int32 when rest.Length >= sizeof(int):
                    target.Set(field.Slot, BinaryPrimitives.ReadInt32BigEndian(rest));
                    width = sizeof(int);
                    break;
                case WireType.UInt32 when rest.Length >= sizeof(uint):
                    target.Set(field.Slot, BinaryPrimitives.ReadUInt32BigEndian(rest));
                    width = sizeof(uint);
                    break;
                case WireType.UInt64 or WireType.Time when rest.Length >= sizeof(long):
                    target.Set(field.Slot, BinaryPrimitives.ReadInt64BigEndian(rest));
                    width = sizeof(long);
                    break;
                case WireType.Double or WireType.Text when rest.IndexOf((byte)0) is var length and >= 0:
                    if (field.Type == WireType.Double)
                    {
                        target.Set(field.Slot, BitConverter.DoubleToInt64Bits(DecimalText.Parse(rest[..length])));
                    }
                    else
                    {
                        target.SetText(field.Slot, position, length);
                    }

                    width = length + 1;
                    break;
                default:
                    return false;
            }

            position += width;
        }

        return true;
    }
}
