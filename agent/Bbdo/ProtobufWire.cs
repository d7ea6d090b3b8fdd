using System.Buffers.Binary;

namespace Forwarder.Agent.Bbdo;

/// <summary>The primitives of the protobuf wire format. Every method answers false on malformed bytes and never throws.</summary>
internal static class ProtobufWire
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int GroupStart = 3;
    public const int GroupEnd = 4;
    public const int Fixed32 = 5;

    private const int MaxGroupDepth = 32;

    public static bool TryReadVarint(ReadOnlySpan<byte> bytes, ref int position, out ulong value)
    {
        value = 0;
        int at = position;
        for (int shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                position = at;
                return true;
            }
        }

        return false;
    }

    public static bool TryReadFixed64(ReadOnlySpan<byte> bytes, ref int position, out ulong value)
    {
        if (bytes.Length - position < sizeof(ulong))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]);
        position += sizeof(ulong);
        return true;
    }

    /// <summary>Reads a length and moves behind that many bytes; <paramref name="start"/> is where they begin.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, ref int position, out int start, out int length)
    {
        start = 0;
        length = 0;
        if (!TryReadVarint(bytes, ref position, out ulong declared) || declared > (ulong)(bytes.Length - position))
        {
            return false;
        }

        start = position;
        length = (int)declared;
        position += length;
        return true;
    }

    /// <summary>Moves behind the value of a field that nobody knows: newer senders add fields.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> bytes, ref int position, ulong tag)
    {
        int depth = 0;
        Span<uint> openGroups = stackalloc uint[MaxGroupDepth];
        while (true)
        {
            if (tag >> 3 == 0 || tag > uint.MaxValue)
            {
                return false;
            }

            switch ((int)(tag & 7))
            {
                case GroupStart when depth < MaxGroupDepth:
                    openGroups[depth++] = (uint)(tag >> 3);
                    break;
                case GroupEnd when depth > 0 && openGroups[depth - 1] == (uint)(tag >> 3):
                    depth--;
                    break;
                default:
                    if (!TrySkipValue(bytes, ref position, (int)(tag & 7)))
                    {
                        return false;
                    }

                    break;
            }

            if (depth == 0)
            {
                return true;
            }

            if (!TryReadVarint(bytes, ref position, out tag))
            {
                return false;
            }
        }
    }

    private static bool TrySkipValue(ReadOnlySpan<byte> bytes, ref int position, int wireKind)
    {
        switch (wireKind)
        {
            case Varint:
                return TryReadVarint(bytes, ref position, out _);
            case Fixed64:
                return TryReadFixed64(bytes, ref position, out _);
            case LengthDelimited:
                return TryReadLength(bytes, ref position, out _, out _);
            case Fixed32 when bytes.Length - position >= sizeof(uint):
                position += sizeof(uint);
                return true;
            default:
                return false;
        }
    }
}
