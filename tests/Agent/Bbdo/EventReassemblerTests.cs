using Forwarder.Agent.Bbdo;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class EventReassemblerTests
{
    private const int Full = PacketHeader.ContinuedSize;

    private readonly ManualClock clock = new();
    private readonly EventReader reader;

    public EventReassemblerTests() => reader = new EventReader(clock);

    [Fact]
    public void A_continued_event_ends_with_the_first_packet_that_is_not_full()
    {
        byte[] payload = Service(1, 2, 150_000);

        List<ReceivedEvent> received = Read([.. Cut(ServiceStatus, payload)]);

        ReceivedEvent only = Assert.Single(received);
        Assert.Equal((3, EventFault.None, 1L), (only.Packets, only.Fault, only.Ordinal));
    }

    [Fact]
    public void A_protobuf_event_of_exactly_one_full_packet_ends_when_the_same_kind_begins_again()
    {
        List<ReceivedEvent> received = Read([
            .. Packet(ServiceStatus, Service(1, 2, Full)),
            .. Packet(ServiceStatus, Service(1, 3)),
        ]);

        Assert.Equal([1L, 2L], received.Select(one => one.Ordinal));
        Assert.All(received, one => Assert.Equal(EventFault.None, one.Fault));
    }

    [Fact]
    public void Two_events_of_exactly_one_full_packet_are_told_apart()
    {
        Assert.Single(
            Read([.. Packet(ServiceStatus, Service(1, 2, Full)), .. Packet(ServiceStatus, Service(1, 3, Full))])
        );
        Assert.Equal(1, reader.Reassembler.PendingCount);
    }

    [Theory]
    [InlineData(Full, 150_000)]
    [InlineData(Full, 2 * Full)]
    [InlineData(2 * Full, 2 * Full)]
    [InlineData(2 * Full, Full + 1)]
    [InlineData(3 * Full, 8)]
    public void An_event_of_exactly_full_packets_ends_where_one_of_several_packets_begins(int exact, int following)
    {
        var payloads = new[] { Service(1, 2, exact), Service(3, 4, following), Service(5, 6) };

        List<ReceivedEvent> received = Read(
            [.. payloads.SelectMany(payload => Cut(ServiceStatus, payload))],
            out List<byte[]> read
        );

        Assert.Equal(payloads, read);
        Assert.Equal([1L, 2L, 3L], received.Select(one => one.Ordinal));
    }

    [Fact]
    public void A_full_packet_that_goes_on_with_later_fields_continues()
    {
        // The first packet ends between two fields, the second inside of a text.
        byte[] payload = [.. Service(1, 2, Full), 0x7A, .. Varint(100_000), .. new byte[100_000], 0xA8, 0x01, 5];

        ReceivedEvent only = Assert.Single(Read([.. Cut(ServiceStatus, payload)]));

        Assert.Equal((3, EventFault.None), (only.Packets, only.Fault));
        Assert.Equal(100_000, reader.Decoded?.Text(Field.LongOutput).Length);
    }

    [Fact]
    public void A_full_packet_behind_an_incomplete_one_continues_whatever_it_begins_with()
    {
        // A text of the event looks like the keys of another where it is cut.
        byte[] payload = Service(1, 2, (2 * Full) + 100);
        byte[] looksLikeKeys = [0x08, 7, 0x10, 8];
        looksLikeKeys.CopyTo(payload, Full);

        ReceivedEvent only = Assert.Single(Read([.. Cut(ServiceStatus, payload)]));

        Assert.Equal((3, EventFault.None), (only.Packets, only.Fault));
    }

    [Fact]
    public void A_continuation_that_parses_alone_but_lacks_the_key_in_front_continues()
    {
        // The first packet ends between two fields; the next one is host_id (once more) and last_check.
        byte[] first = Service(1, 2, Full);
        byte[] rest = [0x08, 1, 0xA8, 0x01, 5];

        ReceivedEvent only = Assert.Single(Read([.. Packet(ServiceStatus, first), .. Packet(ServiceStatus, rest)]));

        Assert.Equal(2, only.Packets);
        Assert.Equal(5, reader.Decoded?.Int64(Field.LastCheck));
    }

    [Fact]
    public void Another_kind_of_event_ends_a_full_packet_that_is_complete()
    {
        List<ReceivedEvent> received = Read([
            .. Packet(ServiceStatus, Service(1, 2, Full)),
            .. Packet(HostStatus, Host(1)),
        ]);

        Assert.Equal([ServiceStatus, HostStatus], received.Select(one => one.Id));
    }

    [Fact]
    public void Another_kind_of_event_only_overtakes_one_that_is_not_complete()
    {
        byte[][] packets = [.. CutPackets(ServiceStatus, Service(1, 2, Full + 100))];

        List<ReceivedEvent> received = Read([.. packets[0], .. Packet(HostStatus, Host(1)), .. packets[1]]);

        Assert.Equal([HostStatus, ServiceStatus], received.Select(one => one.Id));
        Assert.Equal([1L, 2L], received.Select(one => one.Ordinal));
        Assert.Equal([0L, 0L], received.Select(one => one.CountedBefore));
    }

    [Fact]
    public void Silence_ends_an_event_that_parses_alone()
    {
        Assert.Empty(Read(Packet(ServiceStatus, Service(1, 2, Full))));

        Assert.True(reader.TryReadSilent(out ReceivedEvent received));

        Assert.Equal((ServiceStatus, EventFault.None), (received.Id, received.Fault));
        Assert.False(reader.TryReadSilent(out _));
    }

    [Fact]
    public void Silence_does_not_end_an_event_that_was_cut()
    {
        Assert.Empty(Read(Packet(ServiceStatus, Service(1, 2, Full + 100).AsSpan(0, Full))));

        Assert.False(reader.TryReadSilent(out _));
    }

    [Fact]
    public void A_legacy_event_waits_for_its_empty_last_packet()
    {
        byte[] group = [0, 0, 0, 4, .. Enumerable.Repeat((byte)'x', Full - 10), 0, 1, 0, 0, 0, 3];

        Assert.Equal(
            [HostStatus],
            Read([.. Packet(65546, group), .. Packet(HostStatus, Host(1))]).Select(one => one.Id)
        );
        Assert.False(reader.TryReadSilent(out _));

        ReceivedEvent last = Assert.Single(Read(Packet(65546, [])));
        Assert.Equal((65546u, EventFault.None, 2), (last.Id, last.Fault, last.Packets));
    }

    [Fact]
    public void Events_of_different_sources_are_not_mixed()
    {
        byte[][] one = [.. CutPackets(ServiceStatus, Service(1, 2, Full + 50), source: 1)];
        byte[][] two = [.. CutPackets(ServiceStatus, Service(1, 3, Full + 60), source: 2)];

        List<ReceivedEvent> received = Read([.. one[0], .. two[0], .. one[1], .. two[1]]);

        Assert.Equal([(1u, Full + 50), (2u, Full + 60)], received.Select(part => (part.SourceId, part.Payload.Length)));
    }

    [Fact]
    public void The_oldest_of_too_many_pending_events_is_given_up()
    {
        byte[] cut = Service(1, 2, Full + 100).AsSpan(0, Full).ToArray();
        for (uint source = 1; source <= EventReassembler.MaxPending + 1; source++)
        {
            Read(Packet(ServiceStatus, cut, source));
        }

        Assert.Equal(EventReassembler.MaxPending, reader.Reassembler.PendingCount);
        Assert.Equal(1, reader.Reassembler.Abandoned);
    }

    [Fact]
    public void An_event_beyond_the_limit_of_pending_bytes_is_one_event_without_payload()
    {
        byte[] payload = Service(1, 2, EventReassembler.DefaultPendingBytes + 100_000);

        ReceivedEvent only = Assert.Single(Read([.. Cut(ServiceStatus, payload)]));

        Assert.Equal((EventFault.TooLarge, 0, 1L), (only.Fault, only.Payload.Length, only.Ordinal));
        Assert.Null(reader.Decoded);
        Assert.Equal(0, reader.Reassembler.PendingCount);
    }

    [Fact]
    public void An_event_that_others_overtake_for_long_has_lost_a_packet()
    {
        Read(Packet(ServiceStatus, Service(1, 2, Full + 100).AsSpan(0, Full)));
        clock.Advance(EventReassembler.Overtaken);
        Read(Packet(HostStatus, Host(1)));
        Assert.Equal(0, reader.Reassembler.CountedBeforePending);

        clock.Advance(TimeSpan.FromSeconds(1));
        Read(Packet(HostStatus, Host(1)));

        Assert.Null(reader.Reassembler.CountedBeforePending);
        Assert.Equal(1, reader.Reassembler.Abandoned);
    }

    [Fact]
    public void An_unknown_event_of_exactly_one_full_packet_counts_once_others_have_overtaken_it_for_long()
    {
        Assert.Empty(Read(Packet(65776, new byte[Full])));
        clock.Advance(EventReassembler.Overtaken + TimeSpan.FromSeconds(1));

        List<ReceivedEvent> received = Read(Packet(HostStatus, Host(1)));

        Assert.Equal(
            [(65776u, EventFault.Unknown, 1L), (HostStatus, EventFault.None, 2L)],
            received.Select(one => (one.Id, one.Fault, one.Ordinal))
        );
        Assert.Equal(0, reader.Reassembler.Abandoned);
    }

    [Theory]
    [InlineData(Full, true)]
    [InlineData(Full + 100, false)]
    public void Silence_ends_an_unknown_event_that_is_a_whole_message(int length, bool isWhole)
    {
        Assert.Empty(Read(Packet(65776, Service(1, 2, length).AsSpan(0, Full))));

        Assert.Equal(isWhole, reader.TryReadSilent(out ReceivedEvent received));

        Assert.Equal(isWhole ? 65776u : 0, received.Id);
    }

    private List<ReceivedEvent> Read(byte[] stream) => Read(stream, out _);

    private List<ReceivedEvent> Read(byte[] stream, out List<byte[]> payloads)
    {
        ReadOnlyMemory<byte> bytes = stream;
        List<ReceivedEvent> received = [];
        payloads = [];
        while (reader.TryRead(ref bytes, out ReceivedEvent next))
        {
            received.Add(next);
            payloads.Add(next.Payload.ToArray());
        }

        Assert.True(bytes.IsEmpty);
        return received;
    }

    private static IEnumerable<byte> Cut(uint id, byte[] payload) =>
        CutPackets(id, payload).SelectMany(packet => packet);

    private static IEnumerable<byte[]> CutPackets(uint id, byte[] payload, uint source = 3) =>
        payload.Chunk(Full).Select(part => Packet(id, part, source));
}
