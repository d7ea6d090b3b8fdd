using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Tests;
using Forwarder.Agent.Tests.Bbdo;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>Whatever events a sender cuts into packets, and however the packets arrive, the same events come out.</summary>
public sealed class FramingPropertyTests
{
    private const int Full = PacketHeader.ContinuedSize;

    // Legacy events do have the packet that ends them, whatever their length.
    private static readonly uint[] Ids =
    [
        .. EventCatalogue
            .All.Where(type => type.Encoding == WireEncoding.Legacy && !ProtocolIds.Includes(type.Id))
            .Select(type => type.Id),
    ];

    [Fact]
    public void Events_come_out_as_they_went_in() =>
        Check(
            random => Interleaved([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => AnyEvent(random))], random),
            noise: false
        );

    [Fact]
    public void Noise_between_packets_costs_no_event() =>
        Check(
            random => [.. Enumerable.Range(0, random.Next(1, 30)).SelectMany(_ => PartsOf(AnyEvent(random)))],
            noise: true
        );

    // A sender forgets the packet that ends a protobuf event of exactly full packets: whatever follows must show its end.
    [Fact]
    public void Statuses_of_exactly_full_packets_are_told_from_whatever_follows() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    Sent[] events = [.. Enumerable.Range(1, random.Next(2, 8)).Select(key => AnyStatus(key, random))];
                    byte[] stream =
                    [
                        .. events.SelectMany(status =>
                            status
                                .Payload.Chunk(Full)
                                .SelectMany(part => TestPackets.Packet(status.Id, part, status.Source))
                        ),
                    ];
                    AssertTellsApart(events, stream);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static void AssertTellsApart(Sent[] events, byte[] stream)
    {
        var reader = new EventReader(new SteppedClock());
        ReadOnlyMemory<byte> rest = stream;
        List<(uint Source, byte[] Payload)> read = [];
        while (reader.TryRead(ref rest, out ReceivedEvent received) || reader.TryReadSilent(out received))
        {
            Assert.Equal(EventFault.None, received.Fault);
            read.Add((received.SourceId, received.Payload.ToArray()));
        }

        // what others overtook comes later, but never out of order of its own kind
        foreach (uint source in events.Select(status => status.Source).Distinct())
        {
            Assert.Equal(
                events.Where(status => status.Source == source).Select(status => status.Payload),
                read.Where(status => status.Source == source).Select(status => status.Payload)
            );
        }

        Assert.Equal(events.Length, read.Count);
        Assert.Equal(0, reader.Reassembler.PendingCount);
    }

    private static Sent AnyStatus(int service, Random random)
    {
        int length = random.Next(6) switch
        {
            0 or 1 => Full,
            2 => 2 * Full,
            3 => Full + random.Next(1, 2 * Full),
            4 => Full - 1,
            _ => random.Next(10, 300),
        };
        byte[] payload = TestPackets.Service(random.Next(1, 100_000), service, length);
        return new Sent(TestPackets.ServiceStatus, (uint)random.Next(1, 3), payload, 0, IsLast: true);
    }

    private static void Check(Func<Random, List<Sent>> choose, bool noise) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    List<Sent> events = choose(random);
                    byte[] stream = StreamOf(events, noise ? random : null, out int noiseBytes);
                    AssertReads([.. events.Where(part => part.IsLast)], stream, noiseBytes, random);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void AssertReads(List<Sent> events, byte[] stream, int noiseBytes, Random random)
    {
        var reader = new EventReader(new SteppedClock());
        ReadOnlyMemory<byte> rest = default;
        int count = 0;
        for (int given = 0; given < stream.Length; )
        {
            int end = Math.Min(stream.Length, given + random.Next(1, random.Next(2) == 0 ? 40 : 100_000));
            rest = stream.AsMemory((given - rest.Length)..end);
            given = end;
            while (reader.TryRead(ref rest, out ReceivedEvent received))
            {
                Sent sent = events[count++];
                Assert.Equal((sent.Id, sent.Source), (received.Id, received.SourceId));
                Assert.True(received.Payload.Span.SequenceEqual(sent.Payload));
                Assert.Equal((sent.Payload.Length / Full) + 1, received.Packets);
                Assert.Equal(count, received.Ordinal);
            }
        }

        Assert.Equal(events.Count, count);
        Assert.Equal(0, rest.Length);
        Assert.Equal(0, reader.Reassembler.PendingCount);
        Assert.Equal(noiseBytes, reader.Packets.SkippedBytes);
    }

    private static Sent AnyEvent(Random random)
    {
        int length = random.Next(20) switch
        {
            0 => Full,
            1 => Full - 1,
            2 => Full + 1,
            3 => 2 * Full,
            4 => 0,
            _ => random.Next(300),
        };
        byte[] payload = new byte[length];
        random.NextBytes(payload);
        return new Sent(Ids[random.Next(Ids.Length)], (uint)random.Next(1, 4), payload, 0, IsLast: true);
    }

    // Cuts events into their packets and lets the packets of up to three events with different keys overtake each other.
    private static List<Sent> Interleaved(List<Sent> events, Random random)
    {
        List<Sent> parts = [];
        List<(Sent Event, int Next)> open = [];
        var waiting = new Queue<Sent>(events);
        while (waiting.Count + open.Count > 0)
        {
            bool mayOpen =
                open.Count < 3
                && waiting.TryPeek(out Sent next)
                && !open.Exists(other => (other.Event.Id, other.Event.Source) == (next.Id, next.Source));
            if (mayOpen && (open.Count == 0 || random.Next(2) == 0))
            {
                open.Add((waiting.Dequeue(), 0));
                continue;
            }

            int chosen = random.Next(open.Count);
            (Sent whole, int part) = open[chosen];
            bool isLast = part == whole.Payload.Length / Full;
            parts.Add(whole with { Part = part, IsLast = isLast });
            open[chosen] = (whole, part + 1);
            if (isLast)
            {
                open.RemoveAt(chosen);
            }
        }

        return parts;
    }

    private static byte[] StreamOf(List<Sent> events, Random? noise, out int noiseBytes)
    {
        List<byte> stream = [];
        noiseBytes = 0;
        foreach (Sent part in events)
        {
            byte[] packet = PacketOf(part);
            if (noise is not null)
            {
                byte[] between = Noise(noise, packet);
                stream.AddRange(between);
                noiseBytes += between.Length;
            }

            stream.AddRange(packet);
        }

        return [.. stream];
    }

    private static IEnumerable<Sent> PartsOf(Sent whole)
    {
        int last = whole.Payload.Length / Full;
        return Enumerable.Range(0, last + 1).Select(part => whole with { Part = part, IsLast = part == last });
    }

    private static byte[] PacketOf(Sent sent)
    {
        int start = sent.Part * Full;
        int end = Math.Min(sent.Payload.Length, start + Full);
        return TestPackets.Packet(sent.Id, sent.Payload.AsSpan(start..end), sent.Source);
    }

    // One in 65536 places of any bytes is a valid header: such noise is not taken.
    private static byte[] Noise(Random random, byte[] next)
    {
        while (true)
        {
            byte[] noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            byte[] both = [.. noise, .. next[..PacketHeader.Length]];
            if (!Enumerable.Range(0, noise.Length).Any(at => PacketHeader.TryRead(both.AsSpan(at), out _)))
            {
                return noise;
            }
        }
    }

    private readonly record struct Sent(uint Id, uint Source, byte[] Payload, int Part, bool IsLast);
}
