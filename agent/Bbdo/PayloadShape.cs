namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Tells whether bytes are one complete protobuf event. A sender forgets the terminating packet of a protobuf event whose
/// length is an exact multiple of 65535, so that a receiver has to recognise the end by the shape of what it holds and of
/// what comes next (bbdo 1.3 and 10.8).
/// </summary>
internal sealed class PayloadShape
{
    private readonly BrokerEvent scratch = new();

    /// <summary>The payload parses alone.</summary>
    public bool Parses(EventType type, ReadOnlyMemory<byte> payload) =>
        EventDecoder.TryDecode(type, payload, sourceId: 0, scratch);

    /// <summary>The payload is a whole protobuf message of any kind.</summary>
    public static bool IsMessage(ReadOnlySpan<byte> payload)
    {
        int position = 0;
        while (position < payload.Length)
        {
            if (
                !ProtobufWire.TryReadVarint(payload, ref position, out ulong tag)
                || !ProtobufWire.TrySkip(payload, ref position, tag)
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The payload parses alone and names the object that it is about.</summary>
    public bool IsComplete(EventType type, ReadOnlyMemory<byte> payload) =>
        Parses(type, payload) && KeysOf(type) > 0 && IdentifiesObject();

    /// <summary>
    /// The payload parses alone, and its first fields are those that name the object, in ascending order: it begins an event.
    /// The continuation of an event may parse alone too, but hardly with these fields in front.
    /// </summary>
    public bool BeginsEvent(EventType type, ReadOnlyMemory<byte> payload) =>
        IsComplete(type, payload) && KeysLead(scratch.Type, payload.Span);

    /// <summary>
    /// The payload may be the beginning of an event that goes on: its first fields, in ascending order, name an object. What
    /// follows them may be cut anywhere. Behind a payload that <see cref="IsComplete"/> it is no continuation: that would
    /// begin inside a text, which is not complete then, or with a field that comes after the keys.
    /// </summary>
    public static bool MayBeginEvent(EventType type, ReadOnlyMemory<byte> payload) =>
        KeysLead(type.LayoutOf(payload.Span), payload.Span);

    private bool IdentifiesObject()
    {
        foreach (EventField field in scratch.Type.Fields)
        {
            bool isSet = field.Type == WireType.Text ? !scratch.Text(field).IsEmpty : scratch.Int64(field) != 0;
            if (field.IsKey && !isSet)
            {
                return false;
            }
        }

        return true;
    }

    private static bool KeysLead(EventType type, ReadOnlySpan<byte> payload)
    {
        int missing = KeysOf(type);
        ulong last = 0;
        int position = 0;
        while (missing > 0)
        {
            if (!ProtobufWire.TryReadVarint(payload, ref position, out ulong tag) || tag >> 3 <= last)
            {
                return false;
            }

            last = tag >> 3;
            int slot = type.SlotOfTag(tag);
            bool isKey = slot >= 0 && type.Fields[slot].IsKey;
            missing -= isKey ? 1 : 0;
            bool read = isKey
                ? TryReadKey(type.Fields[slot], payload, ref position)
                : ProtobufWire.TrySkip(payload, ref position, tag);
            if (!read)
            {
                return false;
            }
        }

        return true;
    }

    // False as well when the key names nothing.
    private static bool TryReadKey(EventField key, ReadOnlySpan<byte> payload, ref int position) =>
        key.Type == WireType.Text
            ? ProtobufWire.TryReadLength(payload, ref position, out _, out int length) && length > 0
            : ProtobufWire.TryReadVarint(payload, ref position, out ulong number) && number != 0;

    private static int KeysOf(EventType type)
    {
        int keys = 0;
        foreach (EventField field in type.Fields)
        {
            keys += field.IsKey ? 1 : 0;
        }

        return keys;
    }
}
