namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Turns the bytes of one session into events: packets, reassembly, decoding, counting. Pure but for the clock; used by a
/// live session and by recorded ones alike.
/// </summary>
/// <remarks>Call <see cref="TryRead"/> until it answers false, then bring more bytes behind those left over.</remarks>
internal sealed class EventReader(TimeProvider clock, int maxPendingBytes = EventReassembler.DefaultPendingBytes)
{
    private readonly PacketReader packets = new();
    private readonly EventReassembler reassembler = new(clock, maxPendingBytes);
    private readonly BrokerEvent decoded = new();
    private Packet arrived;
    private bool hasArrived;

    public PacketReader Packets => packets;

    public EventReassembler Reassembler => reassembler;

    /// <summary>
    /// Complete events whose category is not 2: what a sender waits for acknowledgements of. When in doubt an event is not
    /// counted, because too few only cause duplicates (bbdo 2.4, 2.7).
    /// </summary>
    public long Counted { get; private set; }

    /// <summary>The fields of the event just read; null when it has a fault.</summary>
    public BrokerEvent? Decoded { get; private set; }

    /// <summary>Reads one event, dropping what was read from the front of <paramref name="bytes"/>.</summary>
    /// <returns>False when more bytes are needed. Until then the bytes must stay where they are.</returns>
    public bool TryRead(ref ReadOnlyMemory<byte> bytes, out ReceivedEvent received)
    {
        while (hasArrived || packets.TryRead(ref bytes, out arrived))
        {
            hasArrived = true;
            if (reassembler.TryResolve(arrived, out ReassembledEvent complete))
            {
                received = Decode(complete);
                return true;
            }

            hasArrived = false;
            if (reassembler.TryAdd(arrived, Counted, out complete))
            {
                received = Decode(complete);
                return true;
            }
        }

        received = default;
        return false;
    }

    /// <summary>Reads an event that only the silence of its sender shows to be complete.</summary>
    public bool TryReadSilent(out ReceivedEvent received)
    {
        bool found = reassembler.TryResolveSilent(out ReassembledEvent complete);
        received = found ? Decode(complete) : default;
        return found;
    }

    private ReceivedEvent Decode(in ReassembledEvent complete)
    {
        PacketHeader header = complete.Header;
        EventType? type = EventCatalogue.Find(header.Id);
        EventFault fault = EventFault.None;
        if (complete.TooLarge)
        {
            fault = EventFault.TooLarge;
        }
        else if (type is null)
        {
            fault = EventFault.Unknown;
        }
        else if (!EventDecoder.TryDecode(type, complete.Payload, header.SourceId, decoded))
        {
            fault = EventFault.Undecodable;
        }

        Decoded = fault == EventFault.None ? decoded : null;
        Counted += ProtocolIds.Includes(header.Id) ? 0 : 1;
        return new ReceivedEvent(
            header.Id,
            header.SourceId,
            header.DestinationId,
            complete.Packets,
            complete.Payload,
            fault,
            Counted,
            complete.CountedBefore
        );
    }
}
