using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.EndToEnd.Tests.Connector;

/// <summary>What a recorded case says of the requests: <c>ours</c> where it is present, else <c>expected</c>.</summary>
internal sealed class RecordedRequests(string path)
{
    private const string FormatFileName = "formats.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;

    public bool IsNotApplicable => root["ours"]?["not_applicable"] is not null;

    /// <summary>Parameters that must be refused; null when the configuration is valid.</summary>
    public string[]? Refused => root["ours"]?["refused"]?.AsArray().Select(name => (string)name!).ToArray();

    /// <summary>The peer's order varied, and nothing of ours is written down.</summary>
    public bool IsInNoOrder =>
        root["ours"] is null
        && (
            (string?)root["expected"]!["order_within_step"] == "unspecified"
            || (string?)root["order_within_step"] == "unspecified"
            || root["expected_alternatives"] is not null
        );

    /// <summary>Those of the functions, and those that nobody knows, with the reference profile.</summary>
    public byte[] CustomerParameters()
    {
        var own = new JsonObject { ["canopsis_downtime_name"] = "reference", ["canopsis_downtime_when"] = "started" };
        foreach (var (name, value) in root["parameters"]!.AsObject())
        {
            var owner = ParameterCatalogue.Find(name)?.Owner ?? ParameterOwner.None;
            if (owner != ParameterOwner.Agent)
            {
                own[name] = value?.DeepClone();
            }
        }
        if (root["files"]?["format_file"] is not null)
        {
            own["format_file"] = FormatFileName;
        }
        if (root["files"]?["custom_code_file"] is not null)
        {
            own["custom_code_file"] = "hook.lua";
        }
        return Encoding.UTF8.GetBytes(own.ToJsonString());
    }

    public byte[]? FormatFile(string name) =>
        (name, root["files"]?["format_file"]) switch
        {
            (FormatFileName, JsonValue text) when text.TryGetValue(out string? broken) => Encoding.UTF8.GetBytes(
                broken
            ),
            (FormatFileName, { } templates) => Encoding.UTF8.GetBytes(templates.ToJsonString()),
            _ => null,
        };

    /// <summary>What the recorded Canopsis answers when it is asked, as we ask it (decision 18).</summary>
    public PbehaviorIds Ids()
    {
        var parameters = root["parameters"]!;
        var reason = Find(
            (string?)parameters["canopsis_downtime_reason_route"] ?? "/api/v4/pbehavior-reasons",
            (string?)parameters["canopsis_downtime_reason_name"] ?? "Centreon_downtime",
            isCreated: true
        );
        var type = Find(
            (string?)parameters["canopsis_downtime_type_route"] ?? "/api/v4/pbehavior-types",
            (string?)parameters["canopsis_downtime_type_name"] ?? "Default maintenance",
            isCreated: false
        );
        var version = (string?)(Answer("GET", "/api/v4/app-info", 200) as JsonObject)?["version"];
        return new PbehaviorIds(type, reason, PbehaviorIds.IsVersionWithColour(version));
    }

    public List<string> Expected() =>
        [
            .. (root["ours"] ?? root["expected"])!["requests"]!
                .AsArray()
                .Where(request => request!["step"]!.ToString() != "init")
                .SelectMany(request =>
                    Describe(
                        (string)request!["method"]!,
                        (string)request["route"]!,
                        (string?)request["query"],
                        request["body"]
                    )
                ),
        ];

    /// <summary>A request for comparison: one text per event of an array, the body of a deletion left out, members sorted.</summary>
    public static IEnumerable<string> Describe(string method, string route, string? query, JsonNode? body)
    {
        var head = $"{method} {route} {Uri.UnescapeDataString(query ?? "")}";
        return method == "DELETE" ? [head]
            : body is JsonArray events ? events.Select(sent => $"{head} {Sorted(sent)}")
            : [$"{head} {Sorted(body)}"];
    }

    private static string Sorted(JsonNode? value) => Sort(value)?.ToJsonString(Readable) ?? "null";

    private static JsonNode? Sort(JsonNode? value) =>
        value switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sort(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sort)]),
            _ => value?.DeepClone(),
        };

    // The last of several with the name; a list that cannot be read decides nothing.
    private string? Find(string route, string name, bool isCreated)
    {
        if ((Answer("GET", route, 200) as JsonObject)?["data"] is not JsonArray known)
        {
            return null;
        }
        var found = known.LastOrDefault(item => (string?)item!["name"] == name);
        if (found is null && isCreated)
        {
            found = Answer("POST", route, 201) as JsonObject;
        }
        return (string?)found?["_id"];
    }

    private JsonNode? Answer(string method, string route, int status)
    {
        var rule = root["canopsis_responses"]!
            .AsArray()
            .FirstOrDefault(rule => (string)rule!["method"]! == method && (string)rule["route"]! == route);
        var answer = rule?["answers"]?.AsArray().FirstOrDefault();
        return answer is not null && (int?)answer["status"] == status ? answer["body"] : null;
    }
}
