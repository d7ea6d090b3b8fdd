using System.Globalization;
using System.Text.Json.Nodes;

namespace Forwarder.Functions.Tests.Mapping;

/// <summary>One case recorded from the reference connector: parameters, cache, events, and the requests that leave.</summary>
internal sealed class GoldenCase(string path)
{
    // category 1: element of the legacy or protobuf encoding
    private static readonly Dictionary<int, (string Kind, int Bbdo)> Elements = new()
    {
        [14] = ("host_status", 2),
        [32] = ("host_status", 3),
        [24] = ("service_status", 2),
        [29] = ("service_status", 3),
        [1] = ("acknowledgement", 2),
        [45] = ("acknowledgement", 3),
    };

    private readonly JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;

    public static IReadOnlyList<GoldenCase> All { get; } =
    [.. Vectors.Files("connector", "*.json").Select(file => new GoldenCase(file))];

    public string Path => path;
    public JsonObject Parameters => root["parameters"]!.AsObject();
    public bool HasTemplates => root["files"]?["format_file"] is not null;
    public string[] Refused => root["ours"]?["refused"]?.AsArray().Select(name => (string)name!).ToArray() ?? [];

    /// <summary>What the recorded queue did is only comparable where our own requests are written down.</summary>
    public bool IsComparable =>
        Refused.Length == 0
        && root["ours"]?["not_applicable"] is null
        && !HasTemplates
        && (root["ours"] is not null || (string)root["scope"]! is "mapping" or "config" or "transport" or "bootstrap");

    /// <summary>The objects posted to the event route, in order.</summary>
    public List<JsonNode> ExpectedEvents()
    {
        var route = (string?)Parameters["canopsis_event_route"] ?? "/api/v4/event";
        return
        [
            .. (root["ours"] ?? root["expected"])!["requests"]!
                .AsArray()
                .Where(request => request!["step"]!.ToString() != "init" && (string)request["method"]! == "POST")
                .Where(request => route.StartsWith((string)request!["route"]!, StringComparison.Ordinal))
                .SelectMany(request => request!["body"]!.AsArray())
                .Select(body => body!.DeepClone()),
        ];
    }

    /// <summary>The events of the kinds mapped here as an agent writes them; downtimes and others are left out.</summary>
    public IEnumerable<string> Lines()
    {
        var cache = root["cache"]!.DeepClone();
        foreach (var step in root["steps"]!.AsArray())
        {
            if ((string)step!["op"]! == "cache")
            {
                Merge(cache, step["merge"]!.AsObject());
            }
            else if (step["event"]?.AsObject() is { } happened && Kind(happened) is var (kind, bbdo))
            {
                yield return Line(kind, bbdo, happened, cache);
            }
        }
    }

    private static (string Kind, int Bbdo)? Kind(JsonObject happened) =>
        (int)happened["category"]! == 1 && Elements.TryGetValue((int)happened["element"]!, out var known)
            ? known
            : null;

    private static void Merge(JsonNode cache, JsonObject merge)
    {
        foreach (var (path, values) in merge)
        {
            var keys = path.Split('/', 2);
            var entry = cache[keys[0]]![keys[1]]?.AsObject() ?? [];
            cache[keys[0]]![keys[1]] = entry.Parent is null ? entry : null;
            foreach (var (name, value) in values!.AsObject())
            {
                entry[name] = value?.DeepClone();
            }
            cache[keys[0]]![keys[1]] ??= entry;
        }
    }

    private static string Line(string kind, int bbdo, JsonObject happened, JsonNode cache)
    {
        var line = new JsonObject { ["kind"] = kind, ["bbdo"] = bbdo };
        foreach (var (name, value) in happened)
        {
            if (name != "_type" && !IsDefault(value))
            {
                line[name] = value!.DeepClone();
            }
        }
        var host = Id(happened, "host_id");
        var service = Id(happened, "service_id");
        line["cache"] = Cache(cache, host, service);
        return line.ToJsonString();
    }

    private static JsonObject Cache(JsonNode cache, string host, string service)
    {
        var pair = $"{host}:{service}";
        var known = cache["hosts"]?[host]?.DeepClone().AsObject() ?? new JsonObject { ["name"] = host };
        NameActivity(known, cache, pair);
        var attached = new JsonObject { ["host"] = known };
        if (service != "0")
        {
            attached["service"] = cache["services"]?[pair]?.DeepClone() ?? new JsonObject { ["description"] = service };
        }
        attached["hostgroups"] = Groups(cache["hostgroups"]?[host]);
        attached["servicegroups"] = Groups(cache["servicegroups"]?[pair]);
        if (known["instance_id"] is { } instance && cache["instances"]?[instance.ToString()] is { } poller)
        {
            attached["poller"] = poller.DeepClone();
        }
        var severity = new JsonObject();
        if (cache["severities"]?[host] is { } ofHost)
        {
            severity["host"] = ofHost.DeepClone();
        }
        if (cache["severities"]?[pair] is { } ofService)
        {
            severity["service"] = ofService.DeepClone();
        }
        attached["severity"] = severity;
        return attached;
    }

    // The agent names the host of a business activity after the activity.
    private static void NameActivity(JsonObject host, JsonNode cache, string pair)
    {
        if (
            ((string?)host["name"])?.StartsWith("_Module_BAM_", StringComparison.Ordinal) == true
            && ((string?)cache["services"]?[pair]?["description"])?.Split("ba_") is ["", var activity]
            && cache["bas"]?[activity]?["ba_name"] is { } name
        )
        {
            host["name"] = name.DeepClone();
        }
    }

    private static JsonArray Groups(JsonNode? names) =>
        [
            .. (names?.AsArray() ?? []).Select(
                (name, index) => new JsonObject { ["group_id"] = index + 1, ["group_name"] = (string)name! }
            ),
        ];

    private static bool IsDefault(JsonNode? value) => value is null || value.ToJsonString() is "0" or "false" or "\"\"";

    private static string Id(JsonObject happened, string name) =>
        ((long?)happened[name] ?? 0).ToString(CultureInfo.InvariantCulture);
}
