using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>What becomes of accepted events behind the API: rows E15 to E18, E26 and E27 of canopsis-api 9.2.</summary>
public sealed class EngineViewTests : IAsyncLifetime
{
    private const long Now = 1_795_000_000;

    private RunningSimulator simulator = null!;

    public async ValueTask InitializeAsync() => simulator = await RunningSimulator.StartAsync(time: new FixedTime(Now));

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    [Fact]
    public async Task E15_an_unknown_event_type_is_dropped() =>
        Assert.Equal("dropped_unknown_event_type", await OutcomeAsync(("event_type", "foo")));

    [Fact]
    public async Task E16_a_member_of_the_wrong_type_drops_the_event()
    {
        var wrong = new (string Name, JsonNode Value)[]
        {
            ("timestamp", "1700000000"),
            ("tags", new JsonArray("a")),
            ("tags", new JsonObject { ["a"] = 1 }),
            ("output", 1),
            ("status", "OK"),
            ("debug", "false"),
            ("extra", "x"),
            ("ma_children", new JsonArray(1)),
        };
        foreach (var change in wrong)
        {
            Assert.Equal("dropped_wrong_type", await OutcomeAsync(change));
        }
    }

    [Fact]
    public async Task E16_null_and_what_the_API_rewrote_are_of_the_right_type()
    {
        Assert.Equal("applied", await OutcomeAsync(("timestamp", Check.JsonNull), ("tags", Check.JsonNull)));
        Assert.Equal("applied", await OutcomeAsync(("long_output", 1), ("state", "2")));
        Assert.Equal("dropped_wrong_type", await OutcomeAsync(("event_type", "ack"), ("state", "2")));
    }

    [Theory]
    [InlineData(-25 * 3600, true)]
    [InlineData(25 * 3600, true)]
    [InlineData(-23 * 3600, false)]
    [InlineData(0, false)]
    public async Task E17_a_time_more_than_a_day_away_becomes_the_servers(int seconds, bool isReplaced)
    {
        await simulator.PostEventsAsync(Check.Event(("timestamp", Now + seconds)));
        var line = Assert.Single(await simulator.LinesAsync("/simulator/received"));
        Assert.Equal(isReplaced, line["time_replaced"]!.GetValue<bool>());
        Assert.Equal(isReplaced ? Now : Now + seconds, (await EntityAsync("Ping/srv"))!["timestamp"]!.GetValue<long>());
    }

    [Fact]
    public async Task E18_unknown_members_are_extra_information()
    {
        await simulator.PostEventsAsync(Check.Event(("hostgroups", new JsonArray("a")), ("host_id", "12")));
        var line = Assert.Single(await simulator.LinesAsync("/simulator/received?extra=true"));
        Assert.Equal("""["hostgroups","host_id"]""", line["extra_infos"]!.ToJsonString());
    }

    [Fact]
    public async Task E26_an_action_needs_a_check_before_it()
    {
        var ack = ("event_type", (JsonNode)"ack");
        Assert.Equal("lost_unknown_entity", await OutcomeAsync(ack));
        await simulator.PostEventsAsync(Check.Event(("state", 0)));
        Assert.Equal("ignored_no_alarm", await OutcomeAsync(ack));
        await simulator.PostEventsAsync(Check.Event(("state", 2)));
        Assert.Equal("applied", await OutcomeAsync(ack));
        Assert.Equal("ignored_repeated", await OutcomeAsync(ack, ("output", "again")));
        Assert.True((await EntityAsync("Ping/srv"))!["acknowledged"]!.GetValue<bool>());
        Assert.Equal("applied", await OutcomeAsync(("event_type", "ackremove")));
        Assert.False((await EntityAsync("Ping/srv"))!["acknowledged"]!.GetValue<bool>());
    }

    [Fact]
    public async Task E27_the_last_arrival_wins_whatever_its_time()
    {
        await simulator.PostEventsAsync(
            Check.Array(
                Check.Event(("state", 3), ("timestamp", Now)),
                Check.Event(("state", 1), ("timestamp", Now - 3600))
            )
        );
        var entity = await EntityAsync("Ping/srv");
        Assert.Equal(1, entity!["state"]!.GetValue<int>());
        Assert.Equal(Now - 3600, entity["timestamp"]!.GetValue<long>());
    }

    [Fact]
    public async Task Hosts_and_services_are_entities_of_their_own()
    {
        await simulator.PostEventsAsync(
            Check.Array(Check.Event(("resource", null), ("state", 3)), Check.Event(("state", 1)))
        );
        Assert.Equal(3, (await EntityAsync("srv"))!["state"]!.GetValue<int>());
        Assert.Equal(1, (await EntityAsync("Ping/srv"))!["state"]!.GetValue<int>());
        Assert.Null(await EntityAsync("srv/Ping"));
    }

    [Fact]
    public async Task Failed_events_never_reach_the_engine()
    {
        await simulator.SetFaultAsync("""{"kind":"fail_all"}""");
        Assert.Equal("not_sent", await OutcomeAsync());
        Assert.Null(await EntityAsync("Ping/srv"));
    }

    private async Task<string> OutcomeAsync(params (string Name, JsonNode? Value)[] changes)
    {
        await simulator.PostEventsAsync(Check.Event(changes));
        var lines = await simulator.LinesAsync("/simulator/received");
        return lines[^1]["engine"]!.GetValue<string>();
    }

    private async Task<JsonNode?> EntityAsync(string id)
    {
        var reply = await simulator.SendAsync(HttpMethod.Get, $"/simulator/entity?id={Uri.EscapeDataString(id)}");
        return reply.Status == HttpStatusCode.NotFound ? null : reply.Json;
    }
}
