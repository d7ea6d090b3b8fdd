using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>The event route: rows E1 to E25 of canopsis-api 9.2, as far as its answer shows them.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private RunningSimulator simulator = null!;

    public async ValueTask InitializeAsync() => simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    [Fact]
    public async Task E1_a_valid_check_is_sent_with_the_caller_as_author()
    {
        var (sent, failed) = await simulator.PostEventsAsync(Check.Event());
        Assert.Empty(failed);
        var expected = JsonNode.Parse(Check.Event(("author", "root"), ("user_id", "root")));
        Assert.True(JsonNode.DeepEquals(expected, Assert.Single(sent)), sent.ToJsonString());
    }

    [Fact]
    public async Task E1_an_author_of_its_own_stays()
    {
        var (sent, _) = await simulator.PostEventsAsync(Check.Event(("author", "centreon"), ("user_id", "")));
        Assert.Equal("centreon", sent[0]!["author"]!.GetValue<string>());
        Assert.Equal("root", sent[0]!["user_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task E2_an_array_keeps_its_order()
    {
        var (sent, failed) = await simulator.PostEventsAsync(
            Check.Array(Check.Event(("output", "first")), Check.Event(("output", "second")))
        );
        Assert.Empty(failed);
        Assert.Equal(["first", "second"], sent.Select(one => one!["output"]!.GetValue<string>()));
    }

    [Fact]
    public async Task E3_one_bad_event_does_not_block_the_others()
    {
        var (sent, failed) = await simulator.PostEventsAsync(
            Check.Array(Check.Event(), Check.Event(("event_type", null)))
        );
        Assert.Single(sent);
        Assert.Null(Assert.Single(failed)!["author"]);
    }

    [Fact]
    public Task E4_event_type_must_be_text() => AssertFailsAsync(("event_type", 123));

    [Fact]
    public async Task E5_a_check_needs_a_whole_number_as_state()
    {
        await AssertFailsAsync(("state", null));
        await AssertFailsAsync(("state", Check.JsonNull));
        await AssertFailsAsync(("state", "abc"));
        await AssertFailsAsync(("state", "1.5"));
        await AssertFailsAsync(("state", ""));
        await AssertFailsAsync(("state", true));
        await AssertFailsAsync(("state", new JsonObject()));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("-1", -1)]
    [InlineData("+3", 3)]
    public async Task E6_a_state_in_digits_becomes_a_number(string text, int number)
    {
        var sent = await SendAsync(("state", text));
        Assert.Equal(number, sent["state"]!.GetValue<int>());
    }

    [Fact]
    public async Task E7_connector_and_connector_name_must_be_filled()
    {
        foreach (var name in new[] { "connector", "connector_name" })
        {
            foreach (var value in new JsonNode?[] { "", null, 123, Check.JsonNull })
            {
                var failed = await AssertFailsAsync((name, value));
                Assert.Equal("root", failed["author"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public async Task E8_component_and_resource_must_be_text_when_present()
    {
        await AssertFailsAsync(("component", 123));
        await AssertFailsAsync(("resource", Check.JsonNull));
    }

    [Fact]
    public async Task E9_a_check_without_component_fails()
    {
        await AssertFailsAsync(("component", null));
        await AssertFailsAsync(("component", ""), ("resource", null));
    }

    [Fact]
    public async Task E10_an_ack_without_component_is_about_the_connector()
    {
        var sent = await SendAsync(("event_type", "ack"), ("component", null), ("state", null));
        Assert.Equal("connector", sent["source_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task E11_source_type_is_what_component_and_resource_say()
    {
        Assert.Equal("component", (await SendAsync(("resource", null)))["source_type"]!.GetValue<string>());
        Assert.Equal("component", (await SendAsync(("resource", "")))["source_type"]!.GetValue<string>());
        Assert.Equal("resource", (await SendAsync(("source_type", "component")))["source_type"]!.GetValue<string>());
        Assert.Equal("resource", (await SendAsync(("source_type", null)))["source_type"]!.GetValue<string>());
        await AssertFailsAsync(("source_type", 1));
    }

    [Fact]
    public async Task E12_a_long_output_that_is_no_text_is_emptied()
    {
        Assert.Equal("", (await SendAsync(("long_output", 123)))["long_output"]!.GetValue<string>());
        Assert.Equal("", (await SendAsync(("long_output", Check.JsonNull)))["long_output"]!.GetValue<string>());
        Assert.Null((await SendAsync())["long_output"]);
    }

    [Fact]
    public async Task E13_an_author_must_be_text()
    {
        await AssertFailsAsync(("author", 5));
        await AssertFailsAsync(("author", Check.JsonNull));
        var failed = await AssertFailsAsync(("user_id", 5));
        Assert.Equal("root", failed["author"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("ack")]
    [InlineData("ackremove")]
    [InlineData("cancel")]
    [InlineData("comment")]
    [InlineData("uncancel")]
    [InlineData("assocticket")]
    [InlineData("snooze")]
    public async Task E14_actions_carry_the_role_of_the_caller(string eventType)
    {
        Assert.Equal("admin", (await SendAsync(("event_type", eventType)))["role"]!.GetValue<string>());
        Assert.Equal("admin", (await SendAsync(("event_type", eventType), ("role", 3)))["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task E15_E16_E17_what_only_the_engine_checks_is_sent()
    {
        await SendAsync(("event_type", "foo"));
        await SendAsync(("timestamp", "1700000000"), ("tags", new JsonArray("a")), ("output", 1));
        await SendAsync(("timestamp", 1_700_000_000));
    }

    [Fact]
    public async Task E18_unknown_members_come_back_as_they_were()
    {
        const string Body =
            """{ "event_type" : "check","connector":"c","connector_name":"n","component":"x","state":0,"source_type":"component","my_list":[1, "a\u00e9\n", {"b":1.50}],"é\"":"ü" }""";
        var (sent, _) = await simulator.PostEventsAsync(Body);
        var expected = JsonNode.Parse(Body)!;
        expected["author"] = "root";
        expected["user_id"] = "root";
        Assert.True(JsonNode.DeepEquals(expected, sent[0]), sent.ToJsonString());
    }

    [Fact]
    public async Task E19_an_empty_array_is_fine()
    {
        var (sent, failed) = await simulator.PostEventsAsync("[]");
        Assert.Empty(sent);
        Assert.Empty(failed);
    }

    [Fact]
    public async Task E20_elements_that_are_no_object_fail()
    {
        var (sent, failed) = await simulator.PostEventsAsync("""[1,"x",[],null]""");
        Assert.Empty(sent);
        Assert.Equal("""[1,"x",[],null]""", failed.ToJsonString());
    }

    [Theory]
    [InlineData("", """{"error":"cannot parse JSON: cannot parse empty string; unparsed tail: \"\""}""")]
    [InlineData("123", """{"error":"the body should be an object or an array"}""")]
    [InlineData("null", """{"error":"the body should be an object or an array"}""")]
    [InlineData("\"x\"", """{"error":"the body should be an object or an array"}""")]
    [InlineData("[] x", """{"error":"unexpected tail: \"x\""}""")]
    public async Task E21_E22_unreadable_bodies_are_explained(string body, string expected)
    {
        var reply = await simulator.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), reply.Json), reply.Text);
    }

    [Theory]
    [InlineData("[{]")]
    [InlineData("{\"a\":")]
    [InlineData("[{},]")]
    public async Task E21_broken_JSON_is_explained_with_its_tail(string body)
    {
        var reply = await simulator.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Matches("^cannot parse JSON: .+; unparsed tail: \".*\"$", reply.Json["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task E21_the_newest_line_explains_nothing()
    {
        await using var newest = await RunningSimulator.StartAsync("new");
        Assert.Equal("""{"error":"Bad Request"}""", (await newest.PostAsync("[{]")).Text);
        Assert.Equal("""{"error":"Bad Request"}""", (await newest.PostAsync("123")).Text);
    }

    [Fact]
    public async Task Nesting_is_limited()
    {
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        var deepest = Check.Event().TrimEnd('}') + $",\"deep\":{Nested(299)}}}";
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync(deepest)).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await simulator.SendAsync(HttpMethod.Get, "/simulator/received?extra=true")).Status
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await simulator.PostAsync(Nested(301))).Status);
    }

    [Fact]
    public async Task E23_a_form_is_one_event()
    {
        var reply = await simulator.SendAsync(
            HttpMethod.Post,
            RunningSimulator.EventPath,
            key: RunningSimulator.Key,
            prepare: request =>
                request.Content = new StringContent(
                    "event_type=check&connector=c&connector_name=n&component=srv+1&state=2&output=caf%C3%A9",
                    Encoding.UTF8,
                    "application/x-www-form-urlencoded"
                )
        );
        var sent = reply.Json["sent_events"]![0]!;
        Assert.Equal(2, sent["state"]!.GetValue<int>());
        Assert.Equal("srv 1", sent["component"]!.GetValue<string>());
        Assert.Equal("café", sent["output"]!.GetValue<string>());
        var line = Assert.Single(await simulator.LinesAsync("/simulator/received"));
        Assert.Equal("2", line["body"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task E24_without_its_message_broker_the_platform_fails_every_event_with_200()
    {
        await simulator.SetFaultAsync("""{"kind":"fail_all"}""");
        var (sent, failed) = await simulator.PostEventsAsync(Check.Array(Check.Event(), Check.Event(("state", "2"))));
        Assert.Empty(sent);
        Assert.Equal(2, failed.Count);
        // The check went through to the end before the event was lost.
        Assert.Equal("root", failed[0]!["author"]!.GetValue<string>());
        Assert.Equal(2, failed[1]!["state"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("22.10.0", false)]
    [InlineData("23.04.0", false)]
    [InlineData("23.10.0", true)]
    [InlineData("new", true)]
    public async Task E25_a_change_of_severity_to_0_depends_on_the_version(string version, bool isSent)
    {
        await using var other = await RunningSimulator.StartAsync(version);
        var (sent, _) = await other.PostEventsAsync(Check.Event(("event_type", "changestate"), ("state", 0)));
        Assert.Equal(isSent, sent.Count == 1);
    }

    [Theory]
    [InlineData("24.10.1", true)]
    [InlineData("new", false)]
    public async Task A_reference_replaces_the_source_except_in_the_newest_line(string version, bool isSent)
    {
        await using var other = await RunningSimulator.StartAsync(version);
        var (sent, _) = await other.PostEventsAsync(Check.Event(("ref_rk", "a/b"), ("connector", null)));
        Assert.Equal(isSent, sent.Count == 1);
    }

    [Fact]
    public async Task Texts_that_are_no_UTF_8_or_half_a_character_do_not_stop_the_server()
    {
        var reply = await simulator.SendAsync(
            HttpMethod.Post,
            RunningSimulator.EventPath,
            key: RunningSimulator.Key,
            prepare: request =>
                request.Content = new ByteArrayContent([
                    .. "{\"event_type\":\"check\",\"connector\":\"c\",\"connector_name\":\"\\ud800\",\"component\":\""u8,
                    0xFF,
                    .. "\",\"state\":0}"u8,
                ])
        );
        Assert.Single(reply.Json["sent_events"]!.AsArray());
    }

    private async Task<JsonNode> SendAsync(params (string Name, JsonNode? Value)[] changes)
    {
        var (sent, failed) = await simulator.PostEventsAsync(Check.Event(changes));
        Assert.Empty(failed);
        return Assert.Single(sent)!;
    }

    private async Task<JsonNode> AssertFailsAsync(params (string Name, JsonNode? Value)[] changes)
    {
        var (sent, failed) = await simulator.PostEventsAsync(Check.Event(changes));
        Assert.Empty(sent);
        return Assert.Single(failed)!;
    }
}
