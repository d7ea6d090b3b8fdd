namespace Forwarder.Agent.Bbdo;

/// <summary>An event of the catalogue: its id, its names and its fields in wire order (legacy) or number order (protobuf).</summary>
internal sealed class EventType
{
    private const byte NoSlot = byte.MaxValue;
    private const int HighestWireKind = 7;
    private readonly EventField[] fields;
    private readonly byte[] slotByField;
    private readonly byte[] slotByTag;

    public EventType(uint id, string name, EventKind kind, WireEncoding encoding, EventField[] fields)
    {
        Id = id;
        Name = name;
        Kind = kind;
        Encoding = encoding;
        this.fields = fields;
        slotByField = Filled(Enum.GetValues<Field>().Length);
        slotByTag = Filled((fields.Select(field => field.Number).DefaultIfEmpty().Max() << 3) + HighestWireKind + 1);
        foreach (EventField field in fields)
        {
            slotByField[(int)field.Id] = (byte)field.Slot;
            if (field.Number > 0)
            {
                slotByTag[(field.Number << 3) | WireKindOf(field.Type)] = (byte)field.Slot;
            }
        }
    }

    /// <summary>category × 65536 + element; the <c>_type</c> of stream connectors.</summary>
    public uint Id { get; }

    public int Category => (int)(Id >> 16);

    public int Element => (int)(Id & 0xFFFF);

    public string Name { get; }

    public EventKind Kind { get; }

    public WireEncoding Encoding { get; }

    public ReadOnlySpan<EventField> Fields => fields;

    /// <summary>
    /// The same fields under other numbers, as some senders write them; null for nearly all events. It holds when the first
    /// field of this layout, which names the object and so is never left out, is nowhere in a payload.
    /// </summary>
    public EventType? OtherLayout { get; init; }

    /// <summary>The layout in which <paramref name="payload"/> is written, in whatever order its fields stand.</summary>
    public EventType LayoutOf(ReadOnlySpan<byte> payload) =>
        OtherLayout is null || payload.IsEmpty || HasFirstField(payload) ? this : OtherLayout;

    /// <summary>The slot of <paramref name="field"/>, or -1 when this event has no such field.</summary>
    public int SlotOf(Field field)
    {
        byte slot = slotByField[(int)field];
        return slot == NoSlot ? -1 : slot;
    }

    /// <summary>
    /// The slot of a protobuf tag, or -1. A known number with another wire type is an unknown field to protobuf, and so
    /// it is here: the table is indexed by number and wire type together.
    /// </summary>
    public int SlotOfTag(ulong tag)
    {
        if (tag >= (ulong)slotByTag.Length)
        {
            return -1;
        }

        byte slot = slotByTag[tag];
        return slot == NoSlot ? -1 : slot;
    }

    private bool HasFirstField(ReadOnlySpan<byte> payload)
    {
        int position = 0;
        while (position < payload.Length && ProtobufWire.TryReadVarint(payload, ref position, out ulong tag))
        {
            if (SlotOfTag(tag) == 0)
            {
                return true;
            }

            if (!ProtobufWire.TrySkip(payload, ref position, tag))
            {
                return false;
            }
        }

        return false;
    }

    private static int WireKindOf(WireType type) =>
        type switch
        {
            WireType.Double => ProtobufWire.Fixed64,
            WireType.Text or WireType.Header or WireType.Version or WireType.Tags => ProtobufWire.LengthDelimited,
            _ => ProtobufWire.Varint,
        };

    private static byte[] Filled(int length)
    {
        byte[] slots = new byte[length];
        Array.Fill(slots, NoSlot);
        return slots;
    }
}
