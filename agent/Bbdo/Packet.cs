namespace Forwarder.Agent.Bbdo;

/// <summary>One packet: a whole event, or a part of one.</summary>
internal readonly record struct Packet(PacketHeader Header, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Packets of one event share id, source and destination.</summary>
    public bool SharesEventWith(PacketHeader other) =>
        Header.Id == other.Id && Header.SourceId == other.SourceId && Header.DestinationId == other.DestinationId;
}
