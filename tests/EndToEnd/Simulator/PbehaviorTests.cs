using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Rows P1 to P21 and P33 of canopsis-api 9.3: one pbehavior at a time.</summary>
public sealed class PbehaviorTests
{
    private const string InvalidStructure = """{"error":"request has invalid structure"}""";

    public static TheoryData<string> Versions() =>
        ["22.10.5", "23.04.2", "23.10.0", "24.04.0", "24.10.1", "25.04.0", "new"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P1_a_created_one_is_answered_with_its_references_and_the_caller_as_author(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        var created = await platform.CreatedAsync();
        var release = version == "new" ? 9999 : int.Parse(version[..2] + version[3..5], null);
        Assert.Equal("centreon-1", created["_id"]!.GetValue<string>());
        Assert.Equal("root", created["author"]!["_id"]!.GetValue<string>());
        Assert.Equal(release >= 2310, created["author"]!["display_name"] is not null);
        Assert.Equal("Default", created["reason"]!["name"]!.GetValue<string>());
        Assert.Equal("Default maintenance", created["type"]!["name"]!.GetValue<string>());
        Assert.Equal("maintenance", created["type"]!["type"]!.GetValue<string>());
        Assert.Equal(release >= 2304, created["type"]!["color"] is not null);
        Assert.Equal(Platform.Now - 60, created["tstart"]!.GetValue<long>());
        Assert.Equal(Platform.Now, created["created"]!.GetValue<long>());
        Assert.Empty(created["comments"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(Platform.PatternOf("Ping/srv"), created["entity_pattern"]));
        Assert.Equal(release >= 2304, created["origin"] is not null);
        Assert.Equal(release >= 2310, created.AsObject().ContainsKey("rrule_end"));
        Assert.Equal(release >= 2404, created["alarm_count"] is not null);
        Assert.Equal(release >= 2504, created["timezone"] is not null);
        var read = await platform.Simulator.CallAsync(HttpMethod.Get, "pbehaviors/centreon-1");
        Assert.True(JsonNode.DeepEquals(created, read.Json), read.Text);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P2_P3_P33_a_repeated_id_or_name_is_told_by_its_key(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        await platform.CreatedAsync();
        var id = version == "new" ? "already exists" : "ID already exists.";
        var name = version == "new" ? "already exists" : "Name already exists.";
        AssertErrors([("_id", id)], await platform.ErrorsAsync());
        AssertErrors([("_id", id)], await platform.ErrorsAsync(("name", "other")));
        AssertErrors([("name", name)], await platform.ErrorsAsync(("_id", "other")));
        AssertErrors([("name", name)], await platform.ErrorsAsync(("_id", null)));
        Assert.Single(await platform.ListAsync());
    }

    [Fact]
    public async Task P33_the_newest_line_speaks_the_language_of_the_caller()
    {
        await using var platform = await Platform.StartAsync("new");
        var simulator = platform.Simulator;
        const string French = """{"name":"a","key":"key-a","rights":"pbehavior=crud","language":"fr"}""";
        await simulator.SendAsync(HttpMethod.Post, "/simulator/users", French);
        await platform.CreatedAsync();
        var body = platform.Body().ToJsonString();
        var refused = await simulator.CallAsync(HttpMethod.Post, "pbehaviors", body, "key-a");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("existe déjà", refused.Json["errors"]!["_id"]!.GetValue<string>());
        var unknown = await simulator.CallAsync(HttpMethod.Delete, "pbehaviors/other");
        Assert.Equal("""{"error":"Not Found"}""", unknown.Text);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P4_all_missing_fields_are_told_at_once(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        var reply = await platform.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.ContentType?.ToString());
        string[] expected = ["enabled", "name", "type", "reason", "tstart", "entity_pattern"];
        var keys = reply.Json["errors"]!.AsObject().Select(error => error.Key);
        Assert.Equivalent(version == "22.10.5" ? [.. expected, "color"] : expected, keys, strict: true);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P5_only_the_oldest_line_insists_on_a_colour(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        if (version == "22.10.5")
        {
            AssertErrors([("color", "Color is missing.")], await platform.ErrorsAsync(("color", null)));
            AssertErrors([("color", "Color is missing.")], await platform.ErrorsAsync(("color", "")));
        }
        else
        {
            await platform.CreatedAsync(("color", null));
            await platform.CreatedAsync(("_id", null), ("name", "n"), ("color", ""));
        }
        Assert.Contains(
            "color",
            (await platform.ErrorsAsync(("_id", null), ("color", "blue!"))).Select(error => error.Key)
        );
    }

    [Fact]
    public async Task P6_an_id_has_restricted_characters()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        foreach (var id in new[] { "a.b", "a/b", "a?b", "$a", new string('x', 256) })
        {
            AssertErrors([("_id", "ID cannot contain /?.$ characters.")], await platform.ErrorsAsync(("_id", id)));
        }
        await platform.CreatedAsync(("_id", "aé b:c_d-e"));
        var generated = await platform.CreatedAsync(("_id", ""), ("name", "n"));
        Assert.NotEmpty(generated["_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task P7_type_and_reason_must_exist()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        AssertErrors(
            [("type", "Type doesn't exist."), ("reason", "Reason doesn't exist.")],
            await platform.ErrorsAsync(("type", "x"), ("reason", "y"))
        );
        AssertErrors([("reason", "Reason is missing.")], await platform.ErrorsAsync(("reason", "")));
    }

    [Fact]
    public async Task P8_only_a_pause_may_have_no_end()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        AssertErrors(
            [("tstop", "Stop should be greater than Start.")],
            await platform.ErrorsAsync(("tstop", Platform.Now - 61))
        );
        AssertErrors([("tstop", "Stop is missing.")], await platform.ErrorsAsync(("tstop", null)));
        AssertErrors([("tstop", "Stop is missing.")], await platform.ErrorsAsync(("tstop", Check.JsonNull)));
        AssertErrors([("tstart", "Start is missing.")], await platform.ErrorsAsync(("tstart", null)));
        await platform.CreatedAsync(("tstop", Platform.Now - 60));
        var paused = await platform.CreatedAsync(
            ("_id", null),
            ("name", "pause"),
            ("type", platform.Pause),
            ("tstop", null)
        );
        Assert.True(paused.AsObject().ContainsKey("tstop"));
        Assert.Null(paused["tstop"]);
    }

    [Fact]
    public async Task P9_a_field_of_another_type_makes_the_body_malformed()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        var wrong = new (string, JsonNode?)[]
        {
            ("tstart", "x"),
            ("enabled", "true"),
            ("name", 1),
            ("entity_pattern", "x"),
            ("entity_pattern", new JsonArray("x")),
            ("exceptions", new JsonArray(1)),
            ("exdates", new JsonArray(new JsonObject { ["begin"] = "x" })),
        };
        foreach (var change in wrong)
        {
            var reply = await platform.CreateAsync(change);
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Equal(InvalidStructure, reply.Text);
        }
        Assert.Equal(
            Platform.Now,
            (await platform.CreatedAsync(("tstart", Platform.Now + 0.9)))["tstart"]!.GetValue<long>()
        );
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("""[[{"field":"nothing","cond":{"type":"eq","value":"x"}}]]""")]
    [InlineData("""[[{"field":"last_event_date","cond":{"type":"relative_time","value":{"value":1,"unit":"m"}}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"eq","value":1}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"is_one_of","value":"x"}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"is_one_of","value":[]}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"same","value":"x"}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"regexp","value":"("}}]]""")]
    [InlineData("""[[{"field":"_id"}]]""")]
    [InlineData("""[[{"field":"impact_level","cond":{"type":"gt","value":"1"}}]]""")]
    [InlineData("""[[{"field":"infos.x","cond":{"type":"eq","value":"1"}}]]""")]
    [InlineData("""[[{"field":"_id","cond":{"type":"eq","value":"x"}}],[]]""")]
    public async Task P10_a_pattern_must_mean_something(string pattern)
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        AssertErrors(
            [("entity_pattern", "EntityPattern is invalid entity pattern.")],
            await platform.ErrorsAsync(("entity_pattern", JsonNode.Parse(pattern)))
        );
    }

    [Theory]
    [InlineData(
        """[[{"field":"component","cond":{"type":"begin_with","value":"srv"}},{"field":"type","cond":{"type":"eq","value":"resource"}}]]"""
    )]
    [InlineData(
        """[[{"field":"_id","cond":{"type":"is_one_of","value":["a/b","c"]}}],[{"field":"name","cond":{"type":"regexp","value":"^x"}}]]"""
    )]
    [InlineData("""[[{"field":"infos.x","field_type":"string","cond":{"type":"eq","value":"1"}}]]""")]
    [InlineData("""[[{"field":"infos.x","field_type":"string_array","cond":{"type":"has_every","value":["1"]}}]]""")]
    [InlineData("""[[{"field":"component_infos.x","cond":{"type":"exist","value":true}}]]""")]
    [InlineData("""[[{"field":"impact_level","cond":{"type":"gt","value":1}}]]""")]
    public async Task P10_patterns_of_every_kind_of_field_are_taken(string pattern)
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        await platform.CreatedAsync(("entity_pattern", JsonNode.Parse(pattern)));
    }

    [Fact]
    public async Task P11_a_pattern_must_be_there()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        foreach (var pattern in new JsonNode?[] { null, Check.JsonNull, new JsonArray() })
        {
            AssertErrors(
                [("entity_pattern", "EntityPattern is missing.")],
                await platform.ErrorsAsync(("entity_pattern", pattern))
            );
        }
        AssertErrors(
            [("corporate_entity_pattern", "CorporateEntityPattern doesn't exist.")],
            await platform.ErrorsAsync(("entity_pattern", null), ("corporate_entity_pattern", "x"))
        );
    }

    [Fact]
    public async Task P12_a_recurrence_has_a_rule()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        foreach (var rule in new[] { "FOO", "FREQ=SOMETIMES", "FREQ=DAILY;INTERVAL=0", "BYDAY=MO" })
        {
            AssertErrors([("rrule", "RRule is invalid recurrence rule.")], await platform.ErrorsAsync(("rrule", rule)));
        }
        await platform.CreatedAsync(("rrule", ""));
        await platform.CreatedAsync(("_id", null), ("name", "daily"), ("rrule", "FREQ=DAILY"));
    }

    [Fact]
    public async Task P12_a_list_shows_the_next_occurrence_and_the_single_answer_what_was_stored()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        const long Week = 7 * 86_400;
        var start = Platform.Now - Week;
        await platform.CreatedAsync(("rrule", "FREQ=DAILY"), ("tstart", start), ("tstop", start - 100 + 200));
        var listed = Assert.Single(await platform.ListAsync())!;
        Assert.Equal(Platform.Now, listed["tstart"]!.GetValue<long>());
        Assert.Equal(Platform.Now + 100, listed["tstop"]!.GetValue<long>());
        var stored = (await platform.Simulator.CallAsync(HttpMethod.Get, "pbehaviors/centreon-1")).Json;
        Assert.Equal(start, stored["tstart"]!.GetValue<long>());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P13_P14_a_body_that_is_no_object_is_a_failure_of_the_server_or_malformed(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        var failure = version == "new" ? "Internal Server Error" : "Internal server error";
        foreach (var body in new[] { "[]", "null", """{"name":"x",""", "[1" })
        {
            var reply = await platform.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", body);
            Assert.Equal(HttpStatusCode.InternalServerError, reply.Status);
            Assert.Equal($$"""{"error":"{{failure}}"}""", reply.Text);
        }
        var isOld = version is "22.10.5" or "23.04.2" or "23.10.0";
        var broken = await platform.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", """{"name":x}""");
        Assert.Equal(isOld ? HttpStatusCode.InternalServerError : HttpStatusCode.BadRequest, broken.Status);
        foreach (var body in new[] { "", "7", "\"x\"" })
        {
            var reply = await platform.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", body);
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Equal(InvalidStructure, reply.Text);
        }
    }

    [Fact]
    public async Task P15_other_members_are_overlooked()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        var created = await platform.CreatedAsync(("comment", "kept by nobody"));
        Assert.Empty(created["comments"]!.AsArray());
    }

    [Fact]
    public async Task P16_a_name_may_have_255_characters_of_any_kind()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        AssertErrors(
            [("name", "Name should be 255 or less.")],
            await platform.ErrorsAsync(("name", new string('é', 256)))
        );
        await platform.CreatedAsync(("name", string.Concat(Enumerable.Repeat("😀", 255))));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P17_one_is_deleted_by_its_exact_name(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        const string Name = "a&b+c #d%e/f?é";
        await platform.CreatedAsync(("name", Name));
        await platform.CreatedAsync(("_id", "other"), ("name", "a"));
        var path = $"pbehaviors?name={Uri.EscapeDataString(Name)}";
        var deleted = await platform.Simulator.CallAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Empty(deleted.Bytes);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Simulator.CallAsync(HttpMethod.Delete, path)).Status);
        var nameless = await platform.Simulator.CallAsync(HttpMethod.Delete, "pbehaviors?name=");
        Assert.Equal(HttpStatusCode.BadRequest, nameless.Status);
        Assert.Equal("name", Assert.Single(nameless.Json["errors"]!.AsObject()).Key);
        Assert.Single(await platform.ListAsync());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P18_one_is_deleted_by_its_id_once(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        await platform.CreatedAsync(("_id", "é x"));
        const string Path = "pbehaviors/%C3%A9%20x";
        Assert.Equal(HttpStatusCode.NoContent, (await platform.Simulator.CallAsync(HttpMethod.Delete, Path)).Status);
        var again = await platform.Simulator.CallAsync(HttpMethod.Delete, Path);
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
        Assert.Equal(version == "new" ? """{"error":"Not Found"}""" : """{"error":"Not found"}""", again.Text);
        // An encoded slash is one before the route is found.
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await platform.Simulator.CallAsync(HttpMethod.Get, "pbehaviors/a%2Fb")).Status
        );
        // The name is free again.
        await platform.CreatedAsync();
    }

    [Fact]
    public async Task P19_reading_needs_less_than_changing()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        await platform.CreatedAsync();
        var simulator = platform.Simulator;
        var reader = RunningSimulator.ReaderKey;
        Assert.Equal(HttpStatusCode.OK, (await simulator.CallAsync(HttpMethod.Get, "pbehaviors", key: reader)).Status);
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, "pbehaviors"),
                (HttpMethod.Put, "pbehaviors/centreon-1"),
                (HttpMethod.Patch, "pbehaviors/centreon-1"),
                (HttpMethod.Delete, "pbehaviors/centreon-1"),
                (HttpMethod.Delete, "pbehaviors?name=centreon-1"),
                (HttpMethod.Post, "pbehavior-comments"),
                (HttpMethod.Post, "bulk/pbehaviors"),
                (HttpMethod.Put, "bulk/pbehaviors"),
                (HttpMethod.Delete, "bulk/pbehaviors"),
                (HttpMethod.Post, "bulk/entity-pbehaviors"),
                (HttpMethod.Post, "bulk/connector-pbehaviors"),
            }
        )
        {
            var reply = await simulator.CallAsync(method, path, "{garbage", reader);
            Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
            Assert.Equal("""{"error":"Forbidden"}""", reply.Text);
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await simulator.CallAsync(method, path, "{garbage", "unknown")).Status
            );
        }
        Assert.Single(await platform.ListAsync());
    }

    [Fact]
    public async Task P20_a_list_comes_in_pages_of_10()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        for (var i = 0; i < 11; i++)
        {
            await platform.CreatedAsync(("_id", $"id-{i}"), ("name", $"name-{10 - i:00}"));
        }
        var first = (await platform.Simulator.CallAsync(HttpMethod.Get, "pbehaviors")).Json;
        Assert.Equal(10, first["data"]!.AsArray().Count);
        Assert.Equal("id-0", first["data"]![0]!["_id"]!.GetValue<string>());
        Assert.Equal("""{"page":1,"page_count":2,"per_page":10,"total_count":11}""", first["meta"]!.ToJsonString());
        Assert.True(first["data"]![0]!["is_active_status"]!.GetValue<bool>());
        var all = (await platform.Simulator.CallAsync(HttpMethod.Get, "pbehaviors?paginate=false")).Json;
        Assert.Equal("""{"page":1,"page_count":1,"per_page":11,"total_count":11}""", all["meta"]!.ToJsonString());
        Assert.Equal(11, all["data"]!.AsArray().Count);
        Assert.Equal("id-10", Assert.Single(await platform.ListAsync("?page=2"))!["_id"]!.GetValue<string>());
        Assert.Empty(await platform.ListAsync("?page=9"));
        Assert.Equal("name-00", (await platform.ListAsync("?sort_by=name&limit=3"))[0]!["name"]!.GetValue<string>());
        Assert.Equal("name-10", (await platform.ListAsync("?sort_by=name&sort=desc"))[0]!["name"]!.GetValue<string>());
        Assert.Equal(2, (await platform.ListAsync("?search=NAME-(01|02)%24")).Count);
    }

    [Theory]
    [InlineData("sort=up", """{"errors":{"sort":"Sort must be one of [asc desc]."}}""")]
    [InlineData("limit=0", """{"errors":{"limit":"Limit should be greater than 0."}}""")]
    [InlineData("page=-1", """{"errors":{"page":"Page should be greater than 0."}}""")]
    [InlineData("limit=many", InvalidStructure)]
    [InlineData("paginate=perhaps", InvalidStructure)]
    public async Task P20_a_wrong_parameter_is_told(string query, string expected)
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        var reply = await platform.Simulator.CallAsync(HttpMethod.Get, $"pbehaviors?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(expected, reply.Text);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task P21_a_comment_is_added_to_a_pbehavior(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        await platform.CreatedAsync();
        Assert.Equal(HttpStatusCode.Created, (await CommentAsync("centreon-1", new string('é', 255))).Status);
        var second = await CommentAsync("centreon-1", "again");
        Assert.Equal("root", second.Json["author"]!["_id"]!.GetValue<string>());
        Assert.Equal(Platform.Now, second.Json["ts"]!.GetValue<long>());
        foreach (var message in new[] { new string('x', 256), "" })
        {
            var refused = await CommentAsync("centreon-1", message);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Equal("message", Assert.Single(refused.Json["errors"]!.AsObject()).Key);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await CommentAsync("other", "x")).Status);
        var stored = Assert.Single(await platform.ListAsync())!["comments"]!.AsArray();
        Assert.Equal(["again"], stored.Select(comment => comment!["message"]!.GetValue<string>()).Skip(1));
        var id = stored[0]!["_id"]!.GetValue<string>();
        var path = $"pbehavior-comments/{id}";
        Assert.Equal(HttpStatusCode.NoContent, (await platform.Simulator.CallAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Simulator.CallAsync(HttpMethod.Delete, path)).Status);

        Task<Reply> CommentAsync(string pbehavior, string message)
        {
            var body = new JsonObject { ["pbehavior"] = pbehavior, ["message"] = message };
            return platform.Simulator.CallAsync(HttpMethod.Post, "pbehavior-comments", body.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_is_replaced_or_changed_in_part(string version)
    {
        await using var platform = await Platform.StartAsync(version);
        await platform.CreatedAsync();
        await platform.CreatedAsync(("_id", "other"), ("name", "other"));
        var body = platform.Body(("_id", "ignored"), ("tstop", Platform.Now + 7200)).ToJsonString();
        var replaced = await platform.Simulator.CallAsync(HttpMethod.Put, "pbehaviors/centreon-1", body);
        Assert.Equal(HttpStatusCode.OK, replaced.Status);
        Assert.Equal("centreon-1", replaced.Json["_id"]!.GetValue<string>());
        Assert.Equal(Platform.Now + 7200, replaced.Json["tstop"]!.GetValue<long>());

        var patched = await PatchAsync("centreon-1", $$"""{"tstop":{{Platform.Now + 9000}}}""");
        Assert.Equal(HttpStatusCode.OK, patched.Status);
        Assert.Equal(Platform.Now + 9000, patched.Json["tstop"]!.GetValue<long>());
        Assert.Equal("centreon-1", patched.Json["name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync("nobody", """{"tstop":1}""")).Status);
        await AssertRefusedAsync("""{"tstop":null}""", "tstop");
        await AssertRefusedAsync($$"""{"tstop":{{Platform.Now - 60}}}""", "tstop");
        await AssertRefusedAsync("""{"name":"other"}""", "name");

        Task<Reply> PatchAsync(string id, string change) =>
            platform.Simulator.CallAsync(HttpMethod.Patch, $"pbehaviors/{id}", change);

        async Task AssertRefusedAsync(string change, string key)
        {
            var reply = await PatchAsync("centreon-1", change);
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Equal(key, Assert.Single(reply.Json["errors"]!.AsObject()).Key);
        }
    }

    [Fact]
    public async Task Excluded_dates_are_checked_one_by_one()
    {
        await using var platform = await Platform.StartAsync("24.10.1");
        var dates = JsonNode.Parse("""[{"begin":1,"end":2,"type":"x"},{"begin":3,"end":2},{}]""");
        var errors = await platform.ErrorsAsync(("exdates", dates), ("exceptions", new JsonArray("x")));
        AssertErrors(
            [
                ("exdates.1.end", "End should be greater than Begin."),
                ("exdates.1.type", "Type is missing."),
                ("exdates.2.begin", "Begin is missing."),
                ("exdates.2.end", "End is missing."),
                ("exdates.2.type", "Type is missing."),
                ("exdates", "Exdates doesn't exist."),
                ("exceptions", "Exceptions doesn't exist."),
            ],
            errors
        );
    }

    private static void AssertErrors((string Key, string Message)[] expected, JsonObject errors) =>
        Assert.Equal(
            expected.OrderBy(error => error.Key, StringComparer.Ordinal),
            errors
                .Select(error => (error.Key, error.Value!.GetValue<string>()))
                .OrderBy(error => error.Key, StringComparer.Ordinal)
        );
}
