using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Tests.Bbdo;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>
/// Recorded sessions of cbd: what leaves is what the reference connector sends, with the same names, and beyond it only
/// what the captures' README lists as left out.
/// </summary>
public sealed class RecordedSessionTests
{
    public static TheoryData<string> Goldens => [.. Vectors.Files("captures", "*.golden.jsonl")];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void What_leaves_is_what_the_reference_sends(string golden)
    {
        var lines = File.ReadLines(golden).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var expected = lines
            .Skip(1)
            .ToDictionary(line => line.GetProperty("line").GetInt32(), line => line.GetProperty("body"));
        var forwarded = Replay(golden, lines[0].GetProperty("parameters"));

        Assert.Empty(expected.Keys.Except(forwarded.Keys));
        foreach (var (number, line) in forwarded)
        {
            if (expected.TryGetValue(number, out var body))
            {
                AssertSameNames(body, line);
            }
            else
            {
                Assert.True(IsLeftOut(line), $"{Path.GetFileName(golden)} has nothing for line {number}: {line}");
            }
        }
    }

    // The lines that leave, by their place in the broker's own decoding: the count of events outside of category 2.
    private static Dictionary<int, JsonElement> Replay(string golden, JsonElement parameters)
    {
        var name = Path.GetFileName(golden);
        var capture = name[..name.IndexOf(name.Contains(".open.") ? ".open." : ".default.", StringComparison.Ordinal)];
        ReadOnlyMemory<byte> session = File.ReadAllBytes(
            Path.Combine(Path.GetDirectoryName(golden)!, capture + ".bin")
        );
        var set = Parameters.OfCase(parameters.EnumerateObject().Select(member => (member.Name, member.Value)), [])!;
        var stage = new EventStage(set, TimeProvider.System);
        var peer = DuplicateSenders.Open(new TestPeer().Named("central"));
        var reader = new EventReader(TimeProvider.System);
        var forwarded = new Dictionary<int, JsonElement>();
        var number = 0;
        while (reader.TryRead(ref session, out var received))
        {
            if (received.Id >> 16 != 2)
            {
                number++;
                stage.Process(
                    peer,
                    received,
                    reader.Decoded,
                    line => forwarded.Add(number, JsonDocument.Parse(line.ToArray()).RootElement)
                );
            }
        }
        Assert.Equal(0, stage.Held);
        return forwarded;
    }

    private static void AssertSameNames(JsonElement body, JsonElement line)
    {
        var cache = line.GetProperty("cache");
        var host = cache.GetProperty("host");
        var service = cache.TryGetProperty("service", out var known) ? known : default;
        Assert.Equal(Text(body, "component"), Text(host, "name"));
        Assert.Equal(Text(body, "resource"), Text(service, "description"));
        Assert.Equal(Text(body, "connector_name"), Text(cache, "poller"));
        if (Text(body, "event_type") != "check")
        {
            return;
        }
        var urls = service.ValueKind == JsonValueKind.Object ? service : host;
        Assert.Equal(Text(body, "notes_url"), Text(urls, "notes_url"));
        Assert.Equal(Text(body, "action_url"), Text(urls, "action_url"));
        Assert.Equal(Names(body, "hostgroups"), Names(cache, "hostgroups"));
        Assert.Equal(Names(body, "servicegroups"), Names(cache, "servicegroups"));
    }

    // The open parameters sort the names, the default ones keep them by ascending id: order is compared where it is the agent's.
    private static string[] Names(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var groups)
            ?
            [
                .. groups
                    .EnumerateArray()
                    .Select(group =>
                        group.ValueKind == JsonValueKind.String ? group.GetString()! : Text(group, "group_name")
                    )
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    private static bool IsLeftOut(JsonElement line)
    {
        var isLegacy = Number(line, "bbdo") == 2;
        var output = Text(line, "output");
        return Text(line, "kind") switch
        {
            "downtime" => true,
            "acknowledgement" => isLegacy
                ? Number(line, "deletion_time") == 0
                : !line.GetProperty("cache").TryGetProperty("service", out _),
            _ => Number(line, "scheduled_downtime_depth") > 1
                || output.Count(character => character == '\n') > 1
                || output.Any(character => character is < ' ' and not ('\t' or '\r' or '\n'))
                || (isLegacy && Text(line, "kind") == "host_status" && Number(line, "last_hard_state_change") == 0),
        };
    }

    private static string Text(JsonElement owner, string member) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(member, out var value)
            ? value.GetString()!
            : "";

    private static long Number(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) ? value.GetInt64() : 0;
}
