using System.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests.Inventory;
using Forwarder.Contracts.Publishers;
using Forwarder.EndToEnd.Tests.Simulator;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;
using FsCheck;
using FsCheck.Fluent;
using EventKind = Forwarder.Functions.Mapping.EventKind;
using JsonBuffer = Forwarder.Functions.Mapping.JsonBuffer;

namespace Forwarder.EndToEnd.Tests.Connector;

/// <summary>
/// Whatever event the decoder can produce, with whatever names and texts: its request is valid JSON that Canopsis takes, or the mapping says why not.
/// </summary>
public sealed class AnyEventTests
{
    private static readonly uint[] Kinds =
    [
        Ids.HostStatus,
        Ids.LegacyHostStatus,
        Ids.ServiceStatus,
        Ids.LegacyServiceStatus,
        Ids.Acknowledgement,
        Ids.LegacyAcknowledgement,
        Ids.Downtime,
        Ids.LegacyDowntime,
    ];

    private static readonly byte[][] Texts =
    [
        [],
        "plain"u8.ToArray(),
        "\""u8.ToArray(),
        "\\n\\u0000 \\ "u8.ToArray(),
        "line\nline\r\n\t\u001b\u0001\u007f"u8.ToArray(),
        "é😀\u2028\ufffd"u8.ToArray(),
        [0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF4],
        [0xE2, 0x82],
        Encoding.UTF8.GetBytes(new string('x', 300)),
        "a/b?c.d$e{state}%s"u8.ToArray(),
    ];

    private static readonly MappingOptions Options = new()
    {
        Connector = "centreon-stream"u8.ToArray(),
        ConnectorName = "fallback"u8.ToArray(),
        SortHostGroups = true,
        UseSeverityAsState = true,
        Outputs = new OutputRules { SizeLimit = 7, LineBreak = " "u8.ToArray() },
    };

    [Fact]
    public async Task Every_mapped_event_is_taken_by_Canopsis()
    {
        var mapped = new List<string>();
        var refusals = new HashSet<string>(StringComparer.Ordinal);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Map(new Random(seed), mapped, refusals))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

        await using var simulator = await RunningSimulator.StartAsync();
        var (sent, failed) = await simulator.PostEventsAsync($"[{string.Join(',', mapped)}]");

        Assert.Empty(failed);
        Assert.Equal(mapped.Count, sent.Count);
        Assert.True(mapped.Count > 500, $"only {mapped.Count} events were mapped");
        Assert.Subset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "The state has no counterpart in Canopsis.",
                "It ends before it starts.",
            },
            refusals
        );
    }

    private static bool Map(Random random, List<string> mapped, HashSet<string> refusals)
    {
        var line = Line(random);
        var buffer = new JsonBuffer();
        var result = new EventMapper(Options).Map(line, buffer);
        if (result.Kind == EventKind.Downtime)
        {
            return IsDowntimeValid(line, refusals);
        }
        if (result.Verdict != MappingVerdict.Mapped)
        {
            refusals.Add(result.Refusal!);
            return buffer.Length == 0;
        }
        JsonDocument.Parse(buffer.Written).Dispose();
        mapped.Add(Encoding.UTF8.GetString(buffer.Written.Span));
        return EventRules.Refusal(buffer.Written) is null;
    }

    private static bool IsDowntimeValid(byte[] line, HashSet<string> refusals)
    {
        var downtime = new DowntimeMapper(new DowntimeOptions()).Map(line, new PublisherId("acme", "paris"))!;
        if (PbehaviorRules.Refusal(downtime.Body.Write(PbehaviorIds.Placeholders)) is { } refusal)
        {
            refusals.Add(refusal);
        }
        return PbehaviorRules.CommentRefusal(downtime.Comment) is null;
    }

    private static byte[] Line(Random random)
    {
        var estate = new Estate(10, TimeProvider.System);
        estate.Apply(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", Text(random)), ("running", true)));
        estate.Apply(
            Wire.Event(
                Ids.Host,
                ("host_id", 1),
                ("name", Text(random)),
                ("notes_url", Text(random)),
                ("instance_id", 1),
                ("enabled", true)
            )
        );
        estate.Apply(
            Wire.Event(
                Ids.Service,
                ("host_id", 1),
                ("service_id", 1),
                ("description", Text(random)),
                ("action_url", Text(random)),
                ("enabled", true)
            )
        );
        estate.Apply(
            Wire.Event(
                Ids.HostGroupMember,
                ("host_id", 1),
                ("hostgroup_id", 1),
                ("name", Text(random)),
                ("poller_id", 1),
                ("enabled", true)
            )
        );
        var type = EventCatalogue.Find(Kinds[random.Next(Kinds.Length)])!;
        var received = new BrokerEvent();
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in type.Fields)
        {
            if (random.Next(4) > 0 && Value(field, random) is { } value)
            {
                values[field.Name] = value;
            }
        }
        Assert.True(EventDecoder.TryDecode(type, Wire.Payload(type, values), 7, received));
        return new EventLineWriter(estate, ["perfdata", "latency", "execution_time"])
            .Write(received, estate.Apply(received))
            .ToArray();
    }

    private static object? Value(EventField field, Random random) =>
        field.Type switch
        {
            WireType.Text => Text(random),
            WireType.Boolean => random.Next(2) == 1,
            WireType.Double => random.NextDouble() * 1000,
            WireType.Header or WireType.Version or WireType.Tags => null,
            _ when field.Name is "host_id" or "service_id" or "type" => (long)random.Next(3),
            _ when field.Name is "state" => (long)random.Next(5),
            WireType.Int16 => (long)random.Next(-2, short.MaxValue),
            WireType.Int32 or WireType.UInt32 => (long)random.Next(),
            _ => random.Next(3) switch
            {
                0 => -1L,
                1 => random.NextInt64(),
                _ => (long)random.Next(),
            },
        };

    private static byte[] Text(Random random)
    {
        // Neither encoding can carry a NUL inside a text.
        byte[] text = [.. Texts[random.Next(Texts.Length)], .. Texts[random.Next(Texts.Length)]];
        return [.. text.Where(value => value != 0)];
    }
}
