using System.Buffers;
using System.Text.Json;
using Forwarder.Agent;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>What a session's bytes meet behind the socket: packets, events, inventory, filters and lines.</summary>
internal sealed class FuzzedStage
{
    // Small, so that inputs reach the limit.
    private const int MaxPendingBytes = 192 * 1024;
    private const int MarkerHost = 0x0FEE_0001;
    private const uint MarkerSource = 0xFEED_F00D;

    // A damaged header may announce 65535 bytes, and what it cuts in two may look like a header again, one time in 65536.
    private const int LongestResynchronisation = 1024 * 1024;

    private static readonly ParameterSet Parameters = OpenParameters();

    private readonly SteppedClock clock = new();
    private readonly EventStage stage;
    private readonly SenderSession session = DuplicateSenders.Open(new TestPeer().Named("fuzzed"));
    private readonly ConnectorView view = new();
    private readonly ArrayBufferWriter<byte> printed = new();
    private EventReader reader;
    private int markers;

    public FuzzedStage(byte[] announcement)
    {
        stage = new EventStage(Parameters, clock);
        reader = NewReader();
        ReadOnlyMemory<byte> rest = announcement;
        Take(ref rest, marker: -1);
    }

    /// <summary>Feeds one input as a session of its own, then valid packets until one of them comes out.</summary>
    /// <exception cref="InvalidOperationException">None of them does, or a line is no JSON.</exception>
    public void Feed(byte[] input, Random random)
    {
        reader = NewReader();
        ReadOnlyMemory<byte> rest = default;
        int marker = MarkerHost + (++markers & 0xFFFF);
        int given = 0;
        while (given < input.Length)
        {
            int piece = random.Next(4) == 0 ? random.Next(1, 64) : input.Length;
            int end = Math.Min(input.Length, given + piece);
            rest = input.AsMemory((given - rest.Length)..end);
            given = end;
            Take(ref rest, marker);
        }

        if (random.Next(8) == 0 && reader.TryReadSilent(out ReceivedEvent silent))
        {
            Process(silent, marker);
        }

        Resynchronise(rest, marker, random);
    }

    /// <summary>Takes events in whatever bytes came out of compression frames; true when the marker is among them.</summary>
    public bool FeedInflated(ReadOnlyMemory<byte> bytes, int marker) => Take(ref bytes, marker);

    /// <summary>A packet that nothing else looks like.</summary>
    public static byte[] Marker(int host, int bytes = 0, int service = 1) =>
        TestPackets.Packet(TestPackets.ServiceStatus, TestPackets.Service(host, service, bytes), MarkerSource);

    /// <summary>What went in and what came out (architecture, guarantee 6).</summary>
    public bool AddsUp =>
        stage.Counters.Received + stage.Counters.Synthesized
        == stage.Counters.Filtered.Sum(entry => entry.Count)
            + stage.Counters.Undecodable
            + stage.Held
            + stage.Counters.Forwarded.Sum(entry => entry.Count);

    /// <summary>Events that came out so far.</summary>
    public long Events => stage.Counters.All;

    private EventReader NewReader() => new(clock, MaxPendingBytes);

    // No two of the packets are the same: among equal ones, bytes that look like a header by accident would come back at
    // every turn.
    private void Resynchronise(ReadOnlyMemory<byte> rest, int marker, Random random)
    {
        List<byte> tail = [.. rest.Span, .. Marker(marker), .. Marker(marker, service: 2)];
        for (int given = 0; given < LongestResynchronisation; given += tail.Count)
        {
            rest = tail.ToArray();
            if (Take(ref rest, marker))
            {
                return;
            }

            tail = [.. rest.Span];
            for (int packet = 0; packet < 20; packet++)
            {
                tail.AddRange(Marker(marker, random.Next(1000, 4000), random.Next(1, int.MaxValue)));
            }
        }

        throw new InvalidOperationException($"No packet came out of {LongestResynchronisation} valid bytes.");
    }

    private bool Take(ref ReadOnlyMemory<byte> bytes, int marker)
    {
        bool found = false;
        while (reader.TryRead(ref bytes, out ReceivedEvent received))
        {
            found |= Process(received, marker);
        }

        return found;
    }

    private bool Process(in ReceivedEvent received, int marker)
    {
        if (ProtocolIds.Includes(received.Id))
        {
            return false;
        }

        BrokerEvent? decoded = reader.Decoded;
        stage.Process(session, received, decoded, Check);
        if (decoded is not null && (received.Ordinal & 15) == 0)
        {
            printed.ResetWrittenCount();
            view.Print(received, decoded, printed);
            Check(printed.WrittenSpan);
        }

        return received.SourceId == MarkerSource
            && decoded is { Type.Id: TestPackets.ServiceStatus }
            && decoded.Int64(Field.HostId) == marker;
    }

    private static void Check(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = PackLimits.MaxDepth });
        while (json.Read()) { }
        if (line.Length > 2 * EventLineWriter.MaxLineBytes)
        {
            throw new InvalidOperationException($"A line has {line.Length} bytes.");
        }
    }

    private static ParameterSet OpenParameters() =>
        ParameterReader.Read(
            new Dictionary<string, string>
            {
                ["hub_host"] = "hub.example.test",
                ["hub_name"] = "events",
                ["hub_publisher"] = "lab.central",
                ["max_held_events"] = "200",
                ["hard_only"] = "0",
                ["enable_host_status_dedup"] = "0",
                ["enable_service_status_dedup"] = "0",
            }.Select(parameter => (parameter.Key, JsonSerializer.SerializeToElement(parameter.Value))),
            ParameterOwner.Agent,
            []
        )!;
}
