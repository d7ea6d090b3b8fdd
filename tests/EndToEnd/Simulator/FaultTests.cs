using System.Diagnostics;
using System.Net;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>The switches that make the simulator fail.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private RunningSimulator simulator = null!;

    public async ValueTask InitializeAsync() => simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    [Fact]
    public async Task Round_trips_of_concurrent_requests_overlap()
    {
        var roundTrip = TimeSpan.FromMilliseconds(500);
        await using var distant = await RunningSimulator.StartAsync(roundTrip: roundTrip);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => distant.PostAsync("[]")));
        Assert.InRange(watch.Elapsed, roundTrip, roundTrip * 19);
    }

    [Fact]
    public async Task Latency_delays_the_answer()
    {
        await simulator.SetFaultAsync("""{"kind":"latency","milliseconds":300}""");
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync("[]")).Status);
        Assert.True(watch.ElapsedMilliseconds >= 290, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_proxy_may_ask_to_come_back_later()
    {
        await simulator.SetFaultAsync("""{"kind":"status","status":429,"retry_after":7,"times":1}""");
        var reply = await simulator.PostAsync(Check.Event());
        Assert.Equal(HttpStatusCode.TooManyRequests, reply.Status);
        Assert.Equal(TimeSpan.FromSeconds(7), reply.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync(Check.Event())).Status);
    }

    [Theory]
    [InlineData("""{"kind":"status","status":504,"processed":true,"times":1}""", 1)]
    [InlineData("""{"kind":"status","status":504,"times":1}""", 0)]
    public async Task A_page_may_hide_that_the_request_was_processed(string fault, int processed)
    {
        await simulator.SetFaultAsync(fault);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await simulator.PostAsync(Check.Event())).Status);
        Assert.Equal(processed, (await simulator.StatisticsAsync())["accepted"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("reset_before", 0)]
    [InlineData("reset_after", 1)]
    public async Task A_reset_comes_before_or_after_processing(string kind, int processed)
    {
        await simulator.SetFaultAsync($$"""{"kind":"{{kind}}","times":1}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.PostAsync(Check.Event()));
        Assert.Equal(processed, (await simulator.StatisticsAsync())["accepted"]!.GetValue<int>());
        Assert.Equal(0, (await simulator.LinesAsync("/simulator/requests"))[0]["status"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync(Check.Event())).Status);
    }

    [Fact]
    public async Task A_revoked_key_is_unknown_until_it_is_restored()
    {
        await simulator.SetFaultAsync("""{"kind":"unauthorized"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await simulator.PostAsync("[]")).Status);
        await simulator.ClearFaultsAsync();
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync("[]")).Status);
    }

    [Fact]
    public async Task A_permission_may_be_withdrawn()
    {
        await simulator.SetFaultAsync("""{"kind":"forbidden"}""");
        Assert.Equal("""{"error":"Forbidden"}""", (await simulator.PostAsync("[]")).Text);
    }

    [Fact]
    public async Task Each_n_th_event_may_fail_across_requests()
    {
        await simulator.SetFaultAsync("""{"kind":"fail_every","every":3}""");
        var batch = Check.Array([.. Enumerable.Range(0, 4).Select(i => Check.Event(("number", i)))]);
        var (_, first) = await simulator.PostEventsAsync(batch);
        Assert.Equal([2], first.Select(one => one!["number"]!.GetValue<int>()));
        var (_, second) = await simulator.PostEventsAsync(batch);
        Assert.Equal([1], second.Select(one => one!["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Events_of_one_object_may_fail()
    {
        await simulator.SetFaultAsync("""{"kind":"fail_matching","component":"srv","resource":"Disk"}""");
        var (sent, failed) = await simulator.PostEventsAsync(
            Check.Array(
                Check.Event(("resource", "Disk")),
                Check.Event(),
                Check.Event(("component", "x"), ("resource", "Disk"))
            )
        );
        Assert.Equal(2, sent.Count);
        Assert.Equal("Disk", Assert.Single(failed)!["resource"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_answer_may_end_in_the_middle()
    {
        await simulator.SetFaultAsync("""{"kind":"truncated"}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.PostAsync(Check.Event()));
        Assert.Equal(1, (await simulator.StatisticsAsync())["accepted"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_body_may_come_slowly()
    {
        await simulator.SetFaultAsync("""{"kind":"slow_body","milliseconds":300}""");
        var watch = Stopwatch.StartNew();
        var (sent, _) = await simulator.PostEventsAsync(Check.Event());
        Assert.Single(sent);
        Assert.True(watch.ElapsedMilliseconds >= 250, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_fault_may_strike_each_n_th_request()
    {
        await simulator.SetFaultAsync("""{"kind":"status","status":502,"every":3,"times":2}""");
        var statuses = new List<int>();
        for (var i = 0; i < 9; i++)
        {
            statuses.Add((int)(await simulator.PostAsync("[]")).Status);
        }
        Assert.Equal([200, 200, 502, 200, 200, 502, 200, 200, 200], statuses);
    }

    [Fact]
    public async Task A_fault_may_concern_one_route_and_method_alone()
    {
        await simulator.SetFaultAsync(
            """{"kind":"status","status":500,"json":true,"method":"POST","path":"/api/v4/pbehaviors","every":2}"""
        );
        await simulator.SetFaultAsync("""{"kind":"forbidden","path":"/api/v4/pbehavior-comments"}""");
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync("[]")).Status);
        Assert.Equal(HttpStatusCode.OK, (await simulator.CallAsync(HttpMethod.Get, "pbehaviors")).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await simulator.CallAsync(HttpMethod.Post, "pbehaviors", "{}")).Status
        );
        var failed = await simulator.CallAsync(HttpMethod.Post, "pbehaviors", "{}");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        Assert.Equal("""{"error":"Internal Server Error"}""", failed.Text);
        var comment = await simulator.CallAsync(HttpMethod.Post, "pbehavior-comments", "{}");
        Assert.Equal(HttpStatusCode.Forbidden, comment.Status);
    }

    [Theory]
    [InlineData("""{"kind":"fail_all"}""", "500,500,500,500")]
    [InlineData("""{"kind":"fail_every","every":2}""", "400,500,400,500")]
    public async Task Items_of_a_bulk_request_may_fail(string fault, string statuses)
    {
        await simulator.SetFaultAsync(fault);
        var reply = await simulator.CallAsync(HttpMethod.Post, "bulk/pbehaviors", "[{},{},{},{}]");
        Assert.Equal(statuses, string.Join(',', reply.Json.AsArray().Select(item => item!["status"]!.GetValue<int>())));
    }

    [Fact]
    public async Task A_server_may_close_the_connection_after_a_number_of_requests()
    {
        await simulator.SetFaultAsync("""{"kind":"close","every":3}""");
        var closed = new List<bool>();
        for (var i = 0; i < 6; i++)
        {
            closed.Add((await simulator.PostAsync("[]")).Headers.ConnectionClose == true);
        }
        Assert.Equal([false, false, true, false, false, true], closed);
    }

    [Fact]
    public async Task Faults_are_listed_and_leave_the_simulators_own_routes_alone()
    {
        await simulator.SetFaultAsync("""{"kind":"reset_before"}""");
        var list = (await simulator.SendAsync(HttpMethod.Get, "/simulator/faults")).Json.AsArray();
        Assert.Equal("reset_before", Assert.Single(list)!["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"kind":"nothing"}""")]
    [InlineData("""{"kind":3}""")]
    [InlineData("""{"status":502}""")]
    [InlineData("""{"kind":"status","stauts":502}""")]
    [InlineData("""{"kind":"status","every":0}""")]
    [InlineData("""{"kind":"latency"}""")]
    [InlineData("""{"kind":"fail_matching"}""")]
    [InlineData("""{"kind":"forbidden","path":"api"}""")]
    [InlineData("""{"kind":"forbidden","method":"post"}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_fault_that_makes_no_sense_is_refused(string fault)
    {
        var reply = await simulator.SendAsync(HttpMethod.Post, "/simulator/faults", fault);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.NotEmpty(reply.Text);
    }
}
