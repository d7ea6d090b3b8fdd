using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>What the simulator remembers and shows of what arrived.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Every_event_is_listed_in_order_as_it_was_received()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var first = """{ "event_type":"check",  "state":"1", "output":"a\u00e9" }""";
        await simulator.PostEventsAsync(Check.Array(first, "7"));
        await simulator.PostEventsAsync(Check.Event(("output", "third")));
        var text = (await simulator.SendAsync(HttpMethod.Get, "/simulator/received")).Text;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.EndsWith($$""","body":{{first}}}""", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(""","body":7}""", lines[1], StringComparison.Ordinal);
        var parsed = lines.Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([1, 2, 3], parsed.Select(line => line["order"]!.GetValue<int>()));
        Assert.Equal([1, 1, 2], parsed.Select(line => line["request"]!.GetValue<int>()));
        Assert.Equal([false, false, true], parsed.Select(line => line["accepted"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_body_written_over_several_lines_is_listed_on_one()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.PostEventsAsync(Check.Event().Replace(",", ",\r\n  ", StringComparison.Ordinal));
        var line = Assert.Single(await simulator.LinesAsync("/simulator/received"));
        Assert.Equal("slow", line["body"]!["output"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_can_be_read_in_parts()
    {
        await using var simulator = await RunningSimulator.StartAsync(keepBodies: 5000);
        var events = Enumerable.Range(1, 2500).Select(i => Check.Event(("output", $"number {i}"))).ToArray();
        await simulator.PostEventsAsync(Check.Array(events));
        await AssertOrdersAsync("?from=2499&limit=1", [2499]);
        await AssertOrdersAsync("?from=2499", [2499, 2500]);
        await AssertOrdersAsync("?from=2501", []);
        await AssertOrdersAsync("", Enumerable.Range(1, 2500));
        await AssertOrdersAsync("?from=500&limit=1700", Enumerable.Range(500, 1700));

        async Task AssertOrdersAsync(string query, IEnumerable<int> expected)
        {
            var lines = await simulator.LinesAsync("/simulator/received" + query);
            Assert.Equal(expected, lines.Select(line => line["order"]!.GetValue<int>()));
        }
    }

    [Fact]
    public async Task An_accepted_event_that_comes_again_is_a_duplicate_whatever_the_order_of_its_members()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.PostEventsAsync(
            """[{"event_type":"check","state":1},{"event_type":"check","connector":"c","connector_name":"n","component":"é","state":1,"list":[1,2]}]"""
        );
        await simulator.PostEventsAsync(
            """[{"event_type":"check","state":1},{"list":[1, 2],"component":"\u00e9","connector":"c","connector_name":"n","state":1,"event_type":"check"}]"""
        );
        await simulator.PostEventsAsync(
            """{"event_type":"check","connector":"c","connector_name":"n","component":"é","state":1,"list":[2,1]}"""
        );
        var lines = await simulator.LinesAsync("/simulator/received");
        Assert.Equal([false, false, false, true, false], lines.Select(line => line["duplicate"]!.GetValue<bool>()));
        Assert.Equal(
            """{"requests":3,"events":5,"accepted":3,"failed":2,"distinct":2,"duplicates":1}""",
            (await simulator.StatisticsAsync()).ToJsonString()
        );
    }

    [Fact]
    public async Task A_failed_event_that_is_accepted_later_is_no_duplicate()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.SetFaultAsync("""{"kind":"fail_all","times":1}""");
        await simulator.PostEventsAsync(Check.Event());
        await simulator.PostEventsAsync(Check.Event());
        Assert.Equal(
            """{"requests":2,"events":2,"accepted":1,"failed":1,"distinct":1,"duplicates":0}""",
            (await simulator.StatisticsAsync()).ToJsonString()
        );
    }

    [Fact]
    public async Task Every_request_is_listed_with_its_answer_and_without_credentials()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var withKey = $"{RunningSimulator.EventPath}?a=b&authkey={RunningSimulator.Key}";
        await simulator.SendAsync(HttpMethod.Post, withKey, Check.Event());
        await simulator.SendAsync(HttpMethod.Post, RunningSimulator.EventPath, "{garbage", RunningSimulator.Key);
        await simulator.SendAsync(HttpMethod.Get, "/api/v4/app-info", key: "wrong");
        await simulator.SendAsync(HttpMethod.Get, "/ui");
        var text = (await simulator.SendAsync(HttpMethod.Get, "/simulator/requests?bodies=true")).Text;
        Assert.DoesNotContain(RunningSimulator.Key, text, StringComparison.Ordinal);
        var lines = await simulator.LinesAsync("/simulator/requests?bodies=true");
        Assert.Equal([1, 2, 3, 4], lines.Select(line => line["order"]!.GetValue<int>()));
        Assert.Equal([200, 400, 401, 200], lines.Select(line => line["status"]!.GetValue<int>()));
        Assert.Equal([1, 0, 0, 0], lines.Select(line => line["events"]!.GetValue<int>()));
        Assert.Equal(
            [RunningSimulator.EventPath, RunningSimulator.EventPath, "/api/v4/app-info", "/ui"],
            lines.Select(line => line["path"]!.GetValue<string>())
        );
        Assert.Equal("?a=b&authkey=***", lines[0]["query"]!.GetValue<string>());
        Assert.Equal("{garbage", lines[1]["body"]!.GetValue<string>());
        Assert.Single(await simulator.LinesAsync("/simulator/requests?from=2&limit=1"));
    }

    [Fact]
    public async Task Only_the_newest_bodies_are_kept_and_everything_else_of_all_events()
    {
        await using var simulator = await RunningSimulator.StartAsync(keepBodies: 3);
        for (var i = 0; i < 4; i++)
        {
            await simulator.PostEventsAsync(
                Check.Array(Check.Event(("output", $"{i} a")), Check.Event(("output", $"{i} b")))
            );
        }
        await simulator.PostEventsAsync(Check.Event(("output", "0 a")));
        var lines = await simulator.LinesAsync("/simulator/received");
        Assert.Equal(9, lines.Count);
        Assert.Equal(6, lines.Count(line => line["body"] is null));
        Assert.Equal("3 b", lines[7]["body"]!["output"]!.GetValue<string>());
        Assert.True(lines[8]["duplicate"]!.GetValue<bool>());
        Assert.Equal(8, (await simulator.StatisticsAsync())["distinct"]!.GetValue<int>());
    }

    [Fact]
    public async Task Who_waits_for_arrivals_is_answered_when_they_are_there_or_the_time_is_up()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var late = simulator.SendAsync(HttpMethod.Get, "/simulator/arrived?events=3&seconds=60");
        var first = simulator.SendAsync(HttpMethod.Get, "/simulator/arrived?requests=1&seconds=60");
        await simulator.PostEventsAsync(Check.Array(Check.Event(), Check.Event()));
        Assert.Equal(2, (await first).Json["events"]!.GetValue<int>());
        Assert.False(late.IsCompleted);
        await simulator.PostEventsAsync(Check.Event());
        Assert.Equal(3, (await late).Json["events"]!.GetValue<int>());
        var never = await simulator.SendAsync(HttpMethod.Get, "/simulator/arrived?events=4&seconds=0");
        Assert.Equal(3, never.Json["events"]!.GetValue<int>());
    }

    [Fact]
    public async Task Everything_can_be_forgotten()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.PostEventsAsync(Check.Event());
        Assert.Equal(HttpStatusCode.OK, (await simulator.SendAsync(HttpMethod.Delete, "/simulator/received")).Status);
        Assert.Empty(await simulator.LinesAsync("/simulator/received"));
        Assert.Empty(await simulator.LinesAsync("/simulator/requests"));
        await simulator.PostEventsAsync(Check.Event());
        Assert.False((await simulator.LinesAsync("/simulator/received"))[0]["duplicate"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Many_clients_at_once_lose_nothing_and_keep_their_own_order()
    {
        await using var simulator = await RunningSimulator.StartAsync(keepBodies: 100_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(SendAllAsync));
        var bodies = (await simulator.LinesAsync("/simulator/received")).Select(line => line["body"]!).ToArray();
        Assert.Equal(8 * 20 * 50, bodies.Length);
        foreach (var ofOne in bodies.GroupBy(body => body["component"]!.GetValue<string>()))
        {
            Assert.Equal(Enumerable.Range(0, 20 * 50), ofOne.Select(body => body["number"]!.GetValue<int>()));
        }

        async Task SendAllAsync(int client)
        {
            for (var request = 0; request < 20; request++)
            {
                var numbers = Enumerable.Range(request * 50, 50);
                var events = numbers.Select(i => Check.Event(("component", $"client-{client}"), ("number", i)));
                var (sent, _) = await simulator.PostEventsAsync(Check.Array([.. events]));
                Assert.Equal(50, sent.Count);
            }
        }
    }
}
