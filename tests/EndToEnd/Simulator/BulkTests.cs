using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Rows P22 to P32 of canopsis-api 9.3: many pbehaviors in one request.</summary>
public sealed class BulkTests
{
    private const string Entities = "entity-pbehaviors";
    private const string Connectors = "connector-pbehaviors";

    public static TheoryData<string> Versions() => PbehaviorTests.Versions();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P22_each_item_is_answered_for_itself_in_its_order(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        var items = await platform.BulkAsync(
            HttpMethod.Post,
            "pbehaviors",
            platform.Body(),
            platform.Body(),
            new JsonObject(),
            new JsonArray(),
            platform.Body(("_id", "b"), ("tstart", "x")),
            platform.Body(("_id", "b"))
        );
        Assert.Equal([200, 400, 400, 400, 400, 400], items.Select(StatusOf));
        Assert.Equal("centreon-1", items[0]!["id"]!.GetValue<string>());
        Assert.Equal("root", items[0]!["item"]!["author"]!.GetValue<string>());
        Assert.Equal("centreon-1", items[0]!["item"]!["name"]!.GetValue<string>());
        Assert.Equal("_id", Assert.Single(items[1]!["errors"]!.AsObject()).Key);
        Assert.Contains("enabled", items[2]!["errors"]!.AsObject().Select(error => error.Key));
        Assert.Equal("value doesn't contain object; it contains array", items[3]!["error"]!.GetValue<string>());
        Assert.Equal("[]", items[3]!["item"]!.ToJsonString());
        Assert.NotNull(items[4]!["error"]);
        Assert.Equal("name", Assert.Single(items[5]!["errors"]!.AsObject()).Key);
        Assert.Single(await platform.ListAsync());
    }

    [Fact]
    public async Task P23_the_body_must_be_an_array_of_bounded_length()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        await AssertRefusedAsync("{}", """{"error":"value doesn't contain array; it contains object"}""");
        await AssertRefusedAsync(
            "",
            """{"error":"cannot parse JSON: cannot parse empty string; unparsed tail: \u0022\u0022"}"""
        );
        var tooMany = $"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]";
        await AssertRefusedAsync(tooMany, """{"error":"number of elements shouldn't be greater than 10000"}""");
        Assert.Empty(await platform.BulkAsync(HttpMethod.Post, "pbehaviors"));

        async Task AssertRefusedAsync(string body, string expected)
        {
            var reply = await platform.Simulator.CallAsync(HttpMethod.Post, "bulk/pbehaviors", body);
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), reply.Json), reply.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P24_known_ones_are_deleted_and_unknown_ones_told(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        await platform.CreatedAsync();
        var items = await platform.BulkAsync(
            HttpMethod.Delete,
            "pbehaviors",
            new JsonObject { ["_id"] = "centreon-1" },
            new JsonObject { ["_id"] = "centreon-1" },
            new JsonObject()
        );
        Assert.Equal([200, 404, 400], items.Select(StatusOf));
        Assert.Equal(version == "new" ? "Not Found" : "Not found", items[1]!["error"]!.GetValue<string>());
        Assert.Empty(await platform.ListAsync());
    }

    [Fact]
    public async Task Many_are_changed_in_one_request()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        await platform.CreatedAsync();
        var items = await platform.BulkAsync(
            HttpMethod.Put,
            "pbehaviors",
            platform.Body(("tstop", Platform.Now + 1)),
            platform.Body(("_id", "unknown")),
            platform.Body(("_id", null))
        );
        Assert.Equal([200, 404, 400], items.Select(StatusOf));
        Assert.Equal(Platform.Now + 1, Assert.Single(await platform.ListAsync())!["tstop"]!.GetValue<long>());
    }

    [Fact]
    public async Task P25_the_oldest_line_has_no_route_for_entities()
    {
        await using var platform = await Platform.StartAsync("22.10.5");
        var reply = await platform.Simulator.CallAsync(HttpMethod.Post, $"bulk/{Entities}", "[]");
        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
    }

    [Fact]
    public async Task P26_an_entity_has_one_active_pbehavior_for_each_origin()
    {
        await using var platform = await Platform.StartAsync("23.10.0");
        var items = await platform.BulkAsync(
            HttpMethod.Post,
            Entities,
            Item("ahead", 600),
            Item("first", 0),
            Item("second", 0),
            Item("third", 600)
        );
        Assert.Equal([200, 200, 400, 400], items.Select(StatusOf));
        Assert.Equal("""{"entity":"Pbehavior for origin already exists."}""", items[2]!["errors"]!.ToJsonString());
        var stored = await platform.ListAsync();
        Assert.Equal("why", stored[0]!["comments"]![0]!["message"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(Platform.PatternOf("a/b"), stored[0]!["entity_pattern"]));
        // Only the active one can be removed: the one that lies ahead stays.
        var removal = new JsonObject { ["entity"] = "a/b", ["origin"] = "centreon" };
        var removed = await platform.BulkAsync(HttpMethod.Delete, Entities, removal, removal.DeepClone());
        Assert.Equal([200, 404], removed.Select(StatusOf));
        Assert.Equal("ahead", Assert.Single(await platform.ListAsync())!["name"]!.GetValue<string>());

        JsonObject Item(string name, long startsIn) =>
            new()
            {
                ["entity"] = "a/b",
                ["origin"] = "centreon",
                ["name"] = name,
                ["reason"] = platform.Reason,
                ["type"] = platform.Maintenance,
                ["tstart"] = Platform.Now + startsIn,
                ["tstop"] = Platform.Now + 3600,
                ["comment"] = "why",
            };
    }

    [Theory]
    [InlineData("24.04.0")]
    [InlineData("24.10.1")]
    [InlineData("new")]
    public async Task P27_P29_objects_join_and_leave_a_pbehavior_of_one_window_and_comment(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        var created = await platform.BulkAsync(
            HttpMethod.Post,
            Connectors,
            platform.Item("A"),
            platform.Item("B", ("name", "ignored, since the key is known")),
            platform.Item("B")
        );
        Assert.Equal([200, 200, 200], created.Select(StatusOf));
        Assert.Single(created.Select(item => item!["id"]!.GetValue<string>()).Distinct(StringComparer.Ordinal));
        Assert.Equal(["A", "B"], await EntitiesAsync());
        Assert.Equal(300, (await platform.ListAsync())[0]!["comments"]![0]!["message"]!.GetValue<string>().Length);

        Assert.Equal(200, await RemoveAsync("A"));
        Assert.Equal(["B"], await EntitiesAsync());
        Assert.Equal(200, await RemoveAsync("A"));
        Assert.Equal(200, await RemoveAsync("B"));
        Assert.Empty(await platform.ListAsync());
        Assert.Equal(404, await RemoveAsync("B"));

        async Task<IEnumerable<string>> EntitiesAsync()
        {
            var condition = Assert.Single(await platform.ListAsync())!["entity_pattern"]![0]![0]!["cond"]!;
            Assert.Equal("is_one_of", condition["type"]!.GetValue<string>());
            return condition["value"]!.AsArray().Select(entity => entity!.GetValue<string>());
        }

        async Task<int> RemoveAsync(string entity) =>
            StatusOf(Assert.Single(await platform.BulkAsync(HttpMethod.Delete, Connectors, platform.Item(entity))));
    }

    [Fact]
    public async Task P28_P30_an_item_needs_objects_a_comment_and_a_free_name()
    {
        await using var platform = await Platform.StartAsync("24.04.0");
        await platform.CreatedAsync(("name", "taken"));
        var items = await platform.BulkAsync(
            HttpMethod.Post,
            Connectors,
            platform.Item("A", ("comment", "")),
            platform.Item("A", ("entities", new JsonArray())),
            platform.Item("A", ("name", "taken")),
            platform.Item("A", ("tstop", Platform.Now - 1)),
            platform.Item("A", ("entities", "A"))
        );
        Assert.Equal([400, 400, 400, 400, 400], items.Select(StatusOf));
        Assert.Equal("""{"comment":"Comment is missing."}""", items[0]!["errors"]!.ToJsonString());
        Assert.Equal("""{"entities":"Entities should not be blank."}""", items[1]!["errors"]!.ToJsonString());
        Assert.Equal("""{"name":"Name already exists."}""", items[2]!["errors"]!.ToJsonString());
        Assert.Equal("""{"tstop":"Stop should be greater than Start."}""", items[3]!["errors"]!.ToJsonString());
        Assert.NotNull(items[4]!["error"]);
    }

    [Theory]
    [InlineData("23.10.0", 404)]
    [InlineData("24.04.0", 405)]
    [InlineData("24.04.8", 207)]
    [InlineData("24.10.1", 405)]
    [InlineData("24.10.2", 207)]
    [InlineData("25.04.0", 207)]
    [InlineData("new", 207)]
    public async Task P31_an_empty_request_shows_whether_creations_and_deletions_may_be_mixed(
        string version,
        int status
    )
    {
        await using var platform = await Platform.StartAsync(version);
        var reply = await platform.Simulator.CallAsync(HttpMethod.Put, $"bulk/{Connectors}", "[]");
        Assert.Equal(status, (int)reply.Status);
        if (status == 207)
        {
            Assert.Equal("[]", reply.Text);
        }
    }

    [Fact]
    public async Task P31_mixed_items_are_done_in_their_order()
    {
        await using var platform = await Platform.StartAsync("25.04.0");
        var items = await platform.BulkAsync(
            HttpMethod.Put,
            Connectors,
            platform.Item("A", ("action", "create")),
            platform.Item("A", ("action", "delete"), ("name", null), ("type", null), ("reason", null)),
            platform.Item("B", ("action", "create")),
            platform.Item("B", ("action", "change"))
        );
        Assert.Equal([200, 200, 200, 400], items.Select(StatusOf));
        Assert.Equal("action", Assert.Single(items[3]!["errors"]!.AsObject()).Key);
        Assert.Single(await platform.ListAsync());
    }

    [Theory]
    [InlineData("24.04.0", """{"errors":{"_id":"Cannot update an external pbehavior."}}""", 400)]
    [InlineData("new", """{"error":"Forbidden"}""", 403)]
    public async Task P32_one_of_a_connector_cannot_be_changed_but_deleted(string version, string expected, int status)
    {
        await using var platform = await Platform.StartAsync(version);
        var created = await platform.BulkAsync(HttpMethod.Post, Connectors, platform.Item("A"));
        var path = $"pbehaviors/{created[0]!["id"]!.GetValue<string>()}";
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch })
        {
            var reply = await platform.Simulator.CallAsync(method, path, platform.Body().ToJsonString());
            Assert.Equal(status, (int)reply.Status);
            Assert.Equal(expected, reply.Text);
        }
        Assert.Equal(HttpStatusCode.NoContent, (await platform.Simulator.CallAsync(HttpMethod.Delete, path)).Status);
    }

    private static int StatusOf(JsonNode? item) => item!["status"]!.GetValue<int>();
}
