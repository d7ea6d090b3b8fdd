namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Reads one serialized proto3 message (bbdo 1.5): absent fields stay absent, the last of a repeated scalar wins, unknown
/// fields are skipped, enumerations are open, texts are taken as they are.
/// </summary>
internal static class ProtobufPayload
{
    public static bool TryRead(EventType type, ReadOnlySpan<byte> payload, BrokerEvent target)
    {
        ReadOnlySpan<EventField> fields = type.Fields;
        int position = 0;
        while (position < payload.Length)
        {
            if (!ProtobufWire.TryReadVarint(payload, ref position, out ulong tag))
            {
                return false;
            }

            int slot = type.SlotOfTag(tag);
            bool read =
                slot < 0
                    ? ProtobufWire.TrySkip(payload, ref position, tag)
                    : TryReadField(fields[slot], payload, ref position, target);
            if (!read)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadField(EventField field, ReadOnlySpan<byte> payload, ref int position, BrokerEvent target)
    {
        ulong number;
        switch (field.Type)
        {
            case WireType.Text:
                if (!ProtobufWire.TryReadLength(payload, ref position, out int start, out int length))
                {
                    return false;
                }

                target.SetText(field.Slot, start, length);
                return true;
            case WireType.Double:
                if (!ProtobufWire.TryReadFixed64(payload, ref position, out number))
                {
                    return false;
                }

                target.Set(field.Slot, (long)number);
                return true;
            case WireType.Header:
            case WireType.Version:
            case WireType.Tags:
                return TryReadMessage(field, payload, ref position, target);
            default:
                if (!ProtobufWire.TryReadVarint(payload, ref position, out number))
                {
                    return false;
                }

                target.Set(field.Slot, Narrow(field.Type, number));
                return true;
        }
    }

    // Protobuf truncates a number that is too long for its type; a boolean is true when any bit is set.
    private static long Narrow(WireType type, ulong number) =>
        type switch
        {
            WireType.Boolean => number != 0 ? 1 : 0,
            WireType.Int32 => (int)number,
            WireType.UInt32 => (uint)number,
            _ => (long)number,
        };

    // The three known sub-messages hold nothing but numbers, at most three of them.
    private static bool TryReadMessage(
        EventField field,
        ReadOnlySpan<byte> payload,
        ref int position,
        BrokerEvent target
    )
    {
        if (!ProtobufWire.TryReadLength(payload, ref position, out int start, out int length))
        {
            return false;
        }

        Span<ulong> numbers = stackalloc ulong[3];
        numbers.Clear();
        ReadOnlySpan<byte> message = payload.Slice(start, length);
        int at = 0;
        while (at < message.Length)
        {
            if (!ProtobufWire.TryReadVarint(message, ref at, out ulong tag))
            {
                return false;
            }

            bool known = (tag & 7) == ProtobufWire.Varint && tag >> 3 is >= 1 and <= 3;
            bool read = known
                ? ProtobufWire.TryReadVarint(message, ref at, out numbers[(int)(tag >> 3) - 1])
                : ProtobufWire.TrySkip(message, ref at, tag);
            if (!read)
            {
                return false;
            }
        }

        if (field.Type == WireType.Tags)
        {
            return target.TryAddTag(numbers[0], (int)numbers[1]);
        }

        target.Set(field.Slot, (uint)numbers[0]);
        if (field.Type == WireType.Version)
        {
            target.Set(target.Type.SlotOf(Field.Major), (uint)numbers[0]);
            target.Set(target.Type.SlotOf(Field.Minor), (uint)numbers[1]);
            target.Set(target.Type.SlotOf(Field.Patch), (uint)numbers[2]);
        }

        return true;
    }
}
