using System.Runtime.CompilerServices;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// One decoded event. Its reader fills the same instance again and again: everything taken from it, texts included, is
/// valid only until the next decode. Reading allocates nothing.
/// </summary>
internal sealed class BrokerEvent
{
    /// <summary>More tags than any object carries; beyond it a payload counts as undecodable.</summary>
    internal const int MaxTags = 16 * 1024;

    internal const int MaxFields = 128;

    private static readonly EventType Nothing = new(0, "none", default, WireEncoding.Legacy, []);

    // Numbers as they are, doubles as their bits, texts as offset (high half) and length (low half) in the payload.
    private readonly long[] values = new long[MaxFields];
    private ulong presentLow;
    private ulong presentHigh;
    private (ulong Id, int Type)[] tags = [];
    private int tagCount;

    public EventType Type { get; private set; } = Nothing;

    /// <summary>broker_id of the process that made the event, kept when brokers relay it.</summary>
    public uint SourceId { get; private set; }

    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The (id, type) pairs of a protobuf host or service.</summary>
    public ReadOnlySpan<(ulong Id, int Type)> Tags => tags.AsSpan(0, tagCount);

    /// <summary>Whether the field was on the wire: for legacy events, whether the type declares it.</summary>
    public bool Has(Field field)
    {
        int slot = Type.SlotOf(field);
        return slot >= 0 && HasSlot(slot);
    }

    public bool Has(EventField field) => HasSlot(field.Slot);

    /// <summary>The number, 0 when absent. Booleans are 0 or 1; a uint64 of all ones is -1.</summary>
    public long Int64(Field field) => Value(Type.SlotOf(field));

    public long Int64(EventField field) => Value(field.Slot);

    public ulong UInt64(Field field) => (ulong)Int64(field);

    public ulong UInt64(EventField field) => (ulong)Int64(field);

    public double Double(Field field) => BitConverter.Int64BitsToDouble(Int64(field));

    public double Double(EventField field) => BitConverter.Int64BitsToDouble(Int64(field));

    public bool Boolean(Field field) => Int64(field) != 0;

    public bool Boolean(EventField field) => Int64(field) != 0;

    /// <summary>The bytes on the wire (UTF-8, not checked), empty when absent.</summary>
    public ReadOnlySpan<byte> Text(Field field) => TextAt(Int64(field));

    public ReadOnlySpan<byte> Text(EventField field) => TextAt(Int64(field));

    internal void Begin(EventType type, ReadOnlyMemory<byte> payload, uint sourceId)
    {
        Type = type;
        Payload = payload;
        SourceId = sourceId;
        presentLow = 0;
        presentHigh = 0;
        tagCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(int slot, long value)
    {
        values[slot] = value;
        if (slot < 64)
        {
            presentLow |= 1UL << slot;
        }
        else
        {
            presentHigh |= 1UL << (slot - 64);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetText(int slot, int offset, int length) => Set(slot, ((long)offset << 32) | (uint)length);

    internal bool TryAddTag(ulong id, int type)
    {
        if (tagCount == tags.Length)
        {
            if (tagCount == MaxTags)
            {
                return false;
            }

            Array.Resize(ref tags, Math.Max(8, tagCount * 2));
        }

        tags[tagCount++] = (id, type);
        return true;
    }

    private bool HasSlot(int slot) => ((slot < 64 ? presentLow >> slot : presentHigh >> (slot - 64)) & 1) != 0;

    private long Value(int slot) => slot >= 0 && HasSlot(slot) ? values[slot] : 0;

    private ReadOnlySpan<byte> TextAt(long place) => Payload.Span.Slice((int)(place >> 32), (int)place);
}
