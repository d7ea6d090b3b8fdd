using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>
/// Which events leave is what the golden cases of the reference connector say, or where they carry <c>ours</c>, what that
/// says. How they look in Canopsis is the functions' business: here a line becomes just enough of a request to name it.
/// </summary>
public sealed class ConnectorCaseTests
{
    private static readonly string[] ComparedScopes = ["mapping", "config"];

    public static TheoryData<string> Cases =>
        [
            .. Vectors
                .Files("connector", "*.json")
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

        Assert.Equal(Expected(requests), Requests(connectorCase.Run(parameters)));
    }

    // Queueing, start-up requests and hooks are the peer's; a template decides itself what is in a request; what is only
    // printed is not a request.
    private static bool IsCompared(JsonElement document)
    {
        var parameters = document.GetProperty("parameters");
        return ComparedScopes.Contains(document.GetProperty("scope").GetString())
            && !(document.TryGetProperty("ours", out var ours) && ours.TryGetProperty("not_applicable", out _))
            && !(document.TryGetProperty("files", out var files) && files.EnumerateObject().Any())
            && !parameters.TryGetProperty("format_file", out _)
            && !parameters.TryGetProperty("send_data_test", out _);
    }

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

    private static string[] Expected(JsonElement requests) =>
        [
            .. requests
                .EnumerateArray()
                .Where(request => request.GetProperty("step").ValueKind == JsonValueKind.Number)
                .Select(Described)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

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

    private static string[] Requests(IReadOnlyList<JsonElement> lines)
    {
        var downtimes = new Dictionary<string, bool>(StringComparer.Ordinal);
        return [.. lines.Select(line => Request(line, downtimes)).OfType<string>().Order(StringComparer.Ordinal)];
    }

    private static string? Request(JsonElement line, Dictionary<string, bool> downtimes)
    {
        var kind = Text(line, "kind");
        if (kind == "downtime")
        {
            return DowntimeRequest(line, downtimes);
        }
        if (kind == "ba_status")
        {
            return null;
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
