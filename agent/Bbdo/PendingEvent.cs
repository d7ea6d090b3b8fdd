using System.Buffers;

namespace Forwarder.Agent.Bbdo;

/// <summary>An event of which full packets have arrived, and not yet the packet that ends it.</summary>
internal sealed class PendingEvent(Packet first, EventType? type, long countedBefore)
{
    private ArrayBufferWriter<byte>? buffer = new(2 * PacketHeader.ContinuedSize);
    private bool? isComplete;

    public PacketHeader Header { get; } = first.Header;

    /// <summary>Set for protobuf events only: their sender may forget the terminating packet.</summary>
    public EventType? ProtobufType { get; } = type is { Encoding: WireEncoding.Protobuf } ? type : null;

    /// <summary>Nothing tells where an event of an unknown id ends, if its sender forgot the terminating packet.</summary>
    public bool IsUnknown { get; } = type is null;

    /// <summary>Countable events of the session before the first packet arrived: no more may be acknowledged meanwhile.</summary>
    public long CountedBefore { get; } = countedBefore;

    public int Packets { get; private set; }

    /// <summary>Time of the last packet, as the clock's timestamp.</summary>
    public long LastPacketAt { get; private set; }

    /// <summary>The bytes were given up because the session held too many; the event is still followed to its end.</summary>
    public bool TooLarge => buffer is null;

    public int Bytes => buffer?.WrittenCount ?? 0;

    public ReadOnlyMemory<byte> Payload => buffer?.WrittenMemory ?? default;

    public void Append(ReadOnlySpan<byte> payload, long timestamp)
    {
        buffer?.Write(payload);
        Packets++;
        LastPacketAt = timestamp;
        isComplete = null;
    }

    public void GiveUpBytes() => buffer = null;

    /// <summary>The answer is kept: other packets may ask many times while this event waits.</summary>
    public bool IsComplete(PayloadShape shape) =>
        isComplete ??= ProtobufType is not null && !TooLarge && shape.IsComplete(ProtobufType, Payload);

    public ReassembledEvent ToEvent() => new(Header, Packets, Payload, TooLarge, CountedBefore);
}
