using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>
/// Which events leave, and in which order, is what the golden cases of the reference connector say, or where they carry <c>ours</c>, what that
/// says. How they look in Canopsis is the functions' business: here a line becomes just enough of a request to name it, and of
/// one that a template makes no more than its kind.
/// </summary>
public sealed class ConnectorCaseTests
{
    // Where an event leaves and no request shows it: Canopsis has no type or reason for a downtime, or none are sent, or
    // requests are printed only, or a template yields nothing. WholeConnectorTests compares these.
    private static readonly string[] DecidedByTheFunctions =
    [
        "145-downtime-reason-create-refused.json",
        "146-downtime-type-missing.json",
        "148-downtime-send-pbh-zero.json",
        "178-start-canopsis-500.json",
        "179-start-reasons-not-json.json",
        "180-start-reasons-second-page.json",
        "184-send-data-test.json",
        "185-send-data-test-downtime.json",
        "224-template-empty-object.json",
    ];

    public static TheoryData<string> Cases =>
        [
            .. Vectors
                .Files("connector", "*.json")
                .Where(file => !DecidedByTheFunctions.Contains(Path.GetFileName(file)))
                .Where(file => IsCompared(JsonDocument.Parse(File.ReadAllText(file)).RootElement)),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_events_that_leave_are_the_expected_ones(string file)
    {
        var document = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        var expected = document.TryGetProperty("ours", out var ours) ? ours : document.GetProperty("expected");
        var problems = new List<ParameterProblem>();
        var connectorCase = new ConnectorCase(document);
        var parameters = connectorCase.Read(problems);
        var refused = RefusedByTheAgent(expected);
        if (refused.Length > 0)
        {
            Assert.Null(parameters);
            Assert.Equal(refused, problems.Where(problem => !problem.IsWarning).Select(problem => problem.Name));
            return;
        }
        Assert.True(parameters is not null, string.Join('\n', problems));
        if (!expected.TryGetProperty("requests", out var requests))
        {
            return;
        }

        var isTemplated = document.TryGetProperty("files", out var files) && files.TryGetProperty("format_file", out _);
        var sent = Expected(requests, isTemplated);
        var left = Requests(connectorCase.Run(parameters), isTemplated);
        if (Text(document, "order_within_step") == "unspecified")
        {
            Array.Sort(sent, StringComparer.Ordinal);
            Array.Sort(left, StringComparer.Ordinal);
        }
        Assert.Equal(sent, left);
    }

    [Fact]
    public void Nearly_every_case_is_compared() => Assert.InRange(Cases.Count, 250, 270);

    // What documents only the peer's queue or hook.
    private static bool IsCompared(JsonElement document) =>
        !(document.TryGetProperty("ours", out var ours) && ours.TryGetProperty("not_applicable", out _));

    private static string[] RefusedByTheAgent(JsonElement expected) =>
        expected.TryGetProperty("refused", out var refused)
            ?
            [
                .. refused
                    .EnumerateArray()
                    .Select(name => name.GetString()!)
                    .Where(name => ParameterCatalogue.Find(name)?.Owner.HasFlag(ParameterOwner.Agent) == true),
            ]
            : [];

    private static string[] Expected(JsonElement requests, bool isTemplated) =>
        [
            .. requests
                .EnumerateArray()
                .Where(request => request.GetProperty("step").ValueKind == JsonValueKind.Number)
                .Select(Described)
                .OfType<string>()
                .Select(sent => isTemplated ? KindOf(sent) : sent),
        ];

    private static string KindOf(string request)
    {
        var kind = request.Split(' ')[0];
        return kind is "begin" or "end" ? kind : "event";
    }

    private static string? Described(JsonElement request)
    {
        var route = request.GetProperty("route").GetString()!;
        if (request.GetProperty("method").GetString() == "DELETE")
        {
            return $"end {request.GetProperty("query").GetString()!["name=".Length..]}";
        }
        var body = request.GetProperty("body");
        if (body.ValueKind == JsonValueKind.Array)
        {
            var sent = body[0];
            return $"{Text(sent, "event_type")} {Text(sent, "component")}/{Text(sent, "resource")} {Number(sent, "timestamp")}";
        }
        // A comment follows its downtime.
        return body.TryGetProperty("pbehavior", out _) || route.EndsWith("reasons", StringComparison.Ordinal)
            ? null
            : $"begin {Text(body, "_id")}";
    }

    private static string[] Requests(IReadOnlyList<JsonElement> lines, bool isTemplated)
    {
        var downtimes = new Dictionary<string, bool>(StringComparer.Ordinal);
        return
        [
            .. lines
                .Select(line => Request(line, downtimes, isTemplated))
                .OfType<string>()
                .Select(left => isTemplated ? KindOf(left) : left),
        ];
    }

    private static string? Request(JsonElement line, Dictionary<string, bool> downtimes, bool isTemplated)
    {
        var kind = Text(line, "kind");
        if (kind == "downtime")
        {
            return DowntimeRequest(line, downtimes);
        }
        if (kind == "ba_status")
        {
            // only a template sends it
            return isTemplated ? kind : null;
        }
        var cache = line.GetProperty("cache");
        var resource = cache.TryGetProperty("service", out var service) ? Text(service, "description") : "";
        var (type, time) =
            kind != "acknowledgement"
                ? ("check", Number(line, "last_check") is not 0 and var check ? check : Number(line, "last_update"))
            : Number(line, "deletion_time") == 0 ? ("ack", Number(line, "entry_time"))
            : ("ackremove", Number(line, "entry_time"));
        return $"{type} {Text(cache.GetProperty("host"), "name")}/{resource} {time}";
    }

    // canopsis_downtime_when=started and canopsis_downtime_name=reference (decisions 16 and 17); true: begun, false: ended.
    private static string? DowntimeRequest(JsonElement line, Dictionary<string, bool> downtimes)
    {
        var id = line.TryGetProperty("id", out var number) ? number : line.GetProperty("internal_id");
        var name = $"centreon-downtime-{id}-{Number(line, "entry_time")}";
        var key = $"{Number(line, "instance_id")}/{name}";
        var isEnd =
            Number(line, "actual_end_time") != 0
            || line.TryGetProperty("cancelled", out _)
            || Number(line, "deletion_time") != 0;
        if (!isEnd && Number(line, "actual_start_time") == 0)
        {
            return null;
        }
        if (downtimes.TryGetValue(key, out var isBegun) && isBegun != isEnd)
        {
            return null;
        }
        downtimes[key] = !isEnd;
        return $"{(isEnd ? "end" : "begin")} {name}";
    }

    private static string Text(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) ? value.GetString()! : "";

    private static long Number(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) ? value.GetInt64() : 0;
}
