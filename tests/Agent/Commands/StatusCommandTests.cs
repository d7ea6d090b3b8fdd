using System.Net;
using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Health;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Publishing;

namespace Forwarder.Agent.Tests.Commands;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task An_agent_that_is_well_has_lost_nothing()
    {
        await using var hub = await HubStub.StartAsync();
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync(folder.Path, hub.Port);
        await agent.PlayAsync();
        await Eventually.TrueAsync(() => !hub.Received.IsEmpty);
        await WaitUntilPublishedAsync(agent);

        var status = await Typed.RunAsync("status", "--config", Path.Combine(folder.Path, "agent.json"));

        Assert.Equal(ExitCodes.Done, status.Code);
        Assert.Contains("agent      ok, version 0.", status.Output, StringComparison.Ordinal);
        Assert.Contains("lost       nothing", status.Output, StringComparison.Ordinal);
        Assert.Contains("dedup ", status.Output, StringComparison.Ordinal);
        Assert.Contains("spool      ok: 0 events in 0 packs wait", status.Output, StringComparison.Ordinal);
        Assert.Contains("/events as acme.paris: last pack stored ", status.Output, StringComparison.Ordinal);

        var port = $"{agent.Client.BaseAddress!.Port}";
        var json = await Typed.RunAsync("status", "--json", "--port", port);
        Assert.Equal("ok", JsonDocument.Parse(json.Output).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_hub_that_refuses_is_told_with_its_answer()
    {
        await using var hub = await HubStub.StartAsync();
        for (var answer = 0; answer < 1000; answer++)
        {
            hub.Answers.Enqueue((int)HttpStatusCode.Unauthorized);
        }
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync(folder.Path, hub.Port);
        await agent.PlayAsync();
        await Eventually.TrueAsync(() => !hub.Received.IsEmpty);

        Typed status;
        do
        {
            status = await Typed.RunAsync("status", "--port", $"{agent.Client.BaseAddress!.Port}");
        } while (status.Code == ExitCodes.Done);

        Assert.Equal(ExitCodes.No, status.Code);
        using var health = await agent.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        Assert.Contains("401", status.Output, StringComparison.Ordinal);
        Assert.Contains("failing since", status.Output, StringComparison.Ordinal);
        Assert.Contains("lost       nothing", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_file_does_not_hide_an_agent_that_runs()
    {
        using var file = new AgentFile(("health_port", RunningAgent.FreePort()), ("hub_publisher", "Wrong"));

        var status = await Typed.RunAsync("status", "--config", file.Path);

        Assert.Equal(ExitCodes.Unreachable, status.Code);
        Assert.Contains("No agent answers there", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_without_port_is_told_how_to_be_asked()
    {
        using var file = new AgentFile(("health_port", 0));

        var status = await Typed.RunAsync("status", "--config", file.Path);

        Assert.Equal(ExitCodes.Unusable, status.Code);
        Assert.StartsWith("health_port = 0: ", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_dropped_or_set_aside_is_not_well()
    {
        var packs = new HealthReport.PackReport(
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            SetAside: 1,
            SetAsideEvents: 7,
            2,
            DroppedOldestEvents: 1234
        );
        var report = Report(packs);

        Assert.False(report.IsWell());
        var text = StatusView.Text(report, report.Started);
        Assert.Contains("lost       1,234 events, dropped because the spool was full", text, StringComparison.Ordinal);
        Assert.Contains("7 events in 1 packs are set aside", text, StringComparison.Ordinal);
        Assert.True(Report(new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).IsWell());
    }

    private static HealthReport Report(HealthReport.PackReport packs) =>
        new(
            "ok",
            "1.0.0",
            DateTimeOffset.UnixEpoch,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            new(0, 0, new Dictionary<string, long>(), 0, 0, 0, 0, 0),
            new Dictionary<string, long>(),
            packs,
            new("ok", 1000, null, "stop", null, 0, null),
            new("ns", "events", "acme.paris", null, null, 0, null, null, null, null),
            new(60, 0, 0, 0),
            new(true, 0, 0),
            []
        );

    private static async Task WaitUntilPublishedAsync(RunningAgent agent)
    {
        while ((await agent.HealthAsync()).GetProperty("packs").GetProperty("pending").GetInt32() > 0) { }
    }
}
