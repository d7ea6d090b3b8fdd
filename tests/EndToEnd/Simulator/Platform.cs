using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>A simulator with the ids that a pbehavior needs, and bodies of pbehaviors to send to it.</summary>
internal sealed class Platform : IAsyncDisposable
{
    public const long Now = 1_795_000_000;

    private Platform(RunningSimulator simulator, string maintenance, string pause, string reason)
    {
        Simulator = simulator;
        Maintenance = maintenance;
        Pause = pause;
        Reason = reason;
    }

    public RunningSimulator Simulator { get; }

    /// <summary>Id of the type "Default maintenance".</summary>
    public string Maintenance { get; }

    /// <summary>Id of the type "Default pause".</summary>
    public string Pause { get; }

    /// <summary>Id of the reason "Default".</summary>
    public string Reason { get; }

    public static async Task<Platform> StartAsync(string version)
    {
        var simulator = await RunningSimulator.StartAsync(version, time: new FixedTime(Now));
        var types = (await simulator.CallAsync(HttpMethod.Get, "pbehavior-types")).Json["data"]!.AsArray();
        var reasons = (await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons")).Json["data"]!.AsArray();
        return new Platform(
            simulator,
            IdOf(types, "Default maintenance"),
            IdOf(types, "Default pause"),
            IdOf(reasons, "Default")
        );
    }

    /// <summary>A valid pbehavior with some members replaced, added or, by null, taken away.</summary>
    public JsonObject Body(params (string Name, JsonNode? Value)[] changes) =>
        Changed(
            new JsonObject
            {
                ["_id"] = "centreon-1",
                ["name"] = "centreon-1",
                ["author"] = "somebody",
                ["enabled"] = true,
                ["reason"] = Reason,
                ["type"] = Maintenance,
                ["rrule"] = "",
                ["color"] = "#73D8FF",
                ["tstart"] = Now - 60,
                ["tstop"] = Now + 3600,
                ["entity_pattern"] = PatternOf("Ping/srv"),
            },
            changes
        );

    /// <summary>An item of the route for connectors, changed likewise.</summary>
    public JsonObject Item(string entity, params (string Name, JsonNode? Value)[] changes) =>
        Changed(
            new JsonObject
            {
                ["entities"] = new JsonArray(entity),
                ["origin"] = "centreon",
                ["name"] = "centreon-window",
                ["comment"] = new string('c', 300),
                ["tstart"] = Now,
                ["tstop"] = Now + 3600,
                ["type"] = Maintenance,
                ["reason"] = Reason,
            },
            changes
        );

    public static JsonArray PatternOf(string entity) =>
        new(
            new JsonArray(
                new JsonObject
                {
                    ["field"] = "_id",
                    ["cond"] = new JsonObject { ["type"] = "eq", ["value"] = entity },
                }
            )
        );

    public Task<Reply> CreateAsync(params (string Name, JsonNode? Value)[] changes) =>
        Simulator.CallAsync(HttpMethod.Post, "pbehaviors", Body(changes).ToJsonString());

    /// <summary>Creates one that must be accepted.</summary>
    public async Task<JsonNode> CreatedAsync(params (string Name, JsonNode? Value)[] changes)
    {
        var reply = await CreateAsync(changes);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json;
    }

    /// <summary>What is wrong with the fields of a creation, all of it.</summary>
    public async Task<JsonObject> ErrorsAsync(params (string Name, JsonNode? Value)[] changes)
    {
        var reply = await CreateAsync(changes);
        Assert.True(reply.Status == HttpStatusCode.BadRequest, reply.Text);
        return Assert.Single(reply.Json.AsObject()).Value!.AsObject();
    }

    /// <summary>Sends a bulk request, which must be answered item by item.</summary>
    public async Task<JsonArray> BulkAsync(HttpMethod method, string route, params JsonNode?[] items)
    {
        var body = new JsonArray([.. items]).ToJsonString();
        var reply = await Simulator.CallAsync(method, $"bulk/{route}", body);
        Assert.True(reply.Status == HttpStatusCode.MultiStatus, reply.Text);
        Assert.Equal("application/json", reply.ContentType?.ToString());
        return reply.Json.AsArray();
    }

    public async Task<JsonArray> ListAsync(string query = "?paginate=false") =>
        (await Simulator.CallAsync(HttpMethod.Get, $"pbehaviors{query}")).Json["data"]!.AsArray();

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();

    private static JsonObject Changed(JsonObject body, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            body.Remove(name);
            if (value is not null)
            {
                body[name] = ReferenceEquals(value, Check.JsonNull) ? null : value.DeepClone();
            }
        }
        return body;
    }

    private static string IdOf(JsonArray entries, string name) =>
        entries.Single(entry => entry!["name"]!.GetValue<string>() == name)!["_id"]!.GetValue<string>();
}
