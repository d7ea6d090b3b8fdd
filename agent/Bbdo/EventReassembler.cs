namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Puts events together that take more than one packet, by (id, source, destination), interleaved or not, and decides by
/// the rule of bbdo 10.8 whether a protobuf event of exactly 65535 × k bytes has ended.
/// </summary>
/// <remarks>
/// For each packet: <see cref="TryResolve"/> until it answers false, then <see cref="TryAdd"/> once. When the connection
/// has been silent for <see cref="Silence"/>: <see cref="TryResolveSilent"/> until it answers false. At most
/// <see cref="MaxPending"/> events and <paramref name="maxPendingBytes"/> bytes are held.
/// </remarks>
/// <param name="clock">For what waits too long.</param>
/// <param name="maxPendingBytes">Of all incomplete events together.</param>
internal sealed class EventReassembler(TimeProvider clock, int maxPendingBytes)
{
    public const int MaxPending = 4;
    public const int DefaultPendingBytes = 8 * 1024 * 1024;

    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>A sender writes the packets of an event in one go. One that others overtake for so long has lost a packet.</summary>
    public static readonly TimeSpan Overtaken = TimeSpan.FromSeconds(30);

    private readonly List<PendingEvent> pending = new(MaxPending + 1);
    private readonly PayloadShape shape = new();

    /// <summary>Events given up: overtaken for too long, or the oldest of too many.</summary>
    public long Abandoned { get; private set; }

    public int PendingCount => pending.Count;

    /// <summary>The acknowledgement must not pass this count while an event is pending; null when none is.</summary>
    public long? CountedBeforePending
    {
        get
        {
            long? least = null;
            foreach (PendingEvent waiting in pending)
            {
                least = Math.Min(least ?? long.MaxValue, waiting.CountedBefore);
            }

            return least;
        }
    }

    /// <summary>Takes out a pending event that the arrival of <paramref name="next"/> shows to be complete.</summary>
    public bool TryResolve(in Packet next, out ReassembledEvent complete)
    {
        for (int index = 0; index < pending.Count; index++)
        {
            PendingEvent waiting = pending[index];
            if (HasEnded(waiting, next))
            {
                return TakeOut(index, out complete);
            }

            if (!next.SharesEventWith(waiting.Header) && clock.GetElapsedTime(waiting.LastPacketAt) > Overtaken)
            {
                if (waiting.IsUnknown)
                {
                    // It counts all the same (bbdo 2.4), and nobody decodes it.
                    return TakeOut(index, out complete);
                }

                pending.RemoveAt(index--);
                Abandoned++;
            }
        }

        complete = default;
        return false;
    }

    /// <summary>Takes out a pending event that silence shows to be complete.</summary>
    public bool TryResolveSilent(out ReassembledEvent complete)
    {
        for (int index = 0; index < pending.Count; index++)
        {
            PendingEvent waiting = pending[index];
            if (!waiting.TooLarge && EndsHere(waiting))
            {
                return TakeOut(index, out complete);
            }
        }

        complete = default;
        return false;
    }

    /// <summary>Adds a packet; true when it ends its event.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="counted">Countable events of the session before it.</param>
    /// <param name="complete">The event. Its payload is valid until the next packet.</param>
    public bool TryAdd(in Packet packet, long counted, out ReassembledEvent complete)
    {
        PacketHeader header = packet.Header;
        int index = IndexOf(packet);
        if (index < 0 && !header.Continues)
        {
            complete = new ReassembledEvent(header, Packets: 1, packet.Payload, TooLarge: false, counted);
            return true;
        }

        if (index < 0)
        {
            index = Open(packet, counted);
        }

        pending[index].Append(packet.Payload.Span, clock.GetTimestamp());
        if (pending.Sum(waiting => waiting.Bytes) > maxPendingBytes)
        {
            pending[index].GiveUpBytes();
        }

        if (!header.Continues)
        {
            return TakeOut(index, out complete);
        }

        complete = default;
        return false;
    }

    private int IndexOf(in Packet packet)
    {
        for (int index = 0; index < pending.Count; index++)
        {
            if (packet.SharesEventWith(pending[index].Header))
            {
                return index;
            }
        }

        return -1;
    }

    private int Open(in Packet packet, long counted)
    {
        if (pending.Count == MaxPending)
        {
            pending.RemoveAt(0);
            Abandoned++;
        }

        pending.Add(new PendingEvent(packet, EventCatalogue.Find(packet.Header.Id), counted));
        return pending.Count - 1;
    }

    private bool EndsHere(PendingEvent waiting) =>
        waiting.IsUnknown
            ? PayloadShape.IsMessage(waiting.Payload.Span)
            : waiting.ProtobufType is { } type && shape.Parses(type, waiting.Payload);

    private bool HasEnded(PendingEvent waiting, in Packet next)
    {
        if (waiting.ProtobufType is null)
        {
            return false;
        }

        if (!next.SharesEventWith(waiting.Header))
        {
            return waiting.IsComplete(shape);
        }

        // The first of several packets is hardly ever parsable alone.
        return shape.BeginsEvent(waiting.ProtobufType, next.Payload)
            || (
                next.Header.Continues
                && PayloadShape.MayBeginEvent(waiting.ProtobufType, next.Payload)
                && waiting.IsComplete(shape)
            );
    }

    private bool TakeOut(int index, out ReassembledEvent complete)
    {
        complete = pending[index].ToEvent();
        pending.RemoveAt(index);
        return true;
    }
}
