using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Tests.Publishing;

namespace Forwarder.Agent.Tests.Commands;

public sealed class TapCommandTests
{
    [Theory]
    [InlineData(new[] { "--json" }, "{\"kind\":\"")]
    [InlineData(new string[0], "_status ")]
    public async Task Events_are_shown_as_they_leave_until_enough_were_seen(string[] options, string expected)
    {
        await using var hub = await HubStub.StartAsync();
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync(folder.Path, hub.Port);

        // more than the downtimes of the recording, wherever in it the tap begins to see
        var tap = Typed.RunAsync(["tap", "--limit", "100", "--port", Port(agent), .. options]);
        await PlayUntilAsync(agent, tap);

        var shown = await tap;
        Assert.Equal(ExitCodes.Done, shown.Code);
        var lines = shown.Output.TrimEnd().Split('\n');
        Assert.Equal(100, lines.Length);
        Assert.Contains(lines, line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_wanted_service_is_shown()
    {
        await using var hub = await HubStub.StartAsync();
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync(folder.Path, hub.Port);
        var any = Typed.RunAsync("tap", "--limit", "200", "--json", "--port", Port(agent));
        await PlayUntilAsync(agent, any);
        var wanted = (await any)
            .Output.TrimEnd()
            .Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)
            .First(line => line.GetProperty("kind").GetString() == "service_status")
            .GetProperty("cache");
        var (host, service) = (Name(wanted, "host", "name"), Name(wanted, "service", "description"));

        var tap = Typed.RunAsync(
            "tap",
            "--host",
            host,
            "--service",
            service,
            "--limit",
            "2",
            "--json",
            "--port",
            Port(agent)
        );
        await PlayUntilAsync(agent, tap);

        Assert.All(
            (await tap).Output.TrimEnd().Split('\n'),
            line =>
            {
                var cache = JsonDocument.Parse(line).RootElement.GetProperty("cache");
                Assert.Equal((host, service), (Name(cache, "host", "name"), Name(cache, "service", "description")));
            }
        );
    }

    [Fact]
    public async Task Without_an_agent_it_says_so()
    {
        var tap = await Typed.RunAsync("tap", "--port", $"{RunningAgent.FreePort()}");

        Assert.Equal(ExitCodes.Unreachable, tap.Code);
    }

    private static string Port(RunningAgent agent) => $"{agent.Client.BaseAddress!.Port}";

    private static string Name(JsonElement cache, string subject, string name) =>
        cache.GetProperty(subject).GetProperty(name).GetString()!;

    // When the tap has begun is not told; a session played before that is missed.
    private static async Task PlayUntilAsync(RunningAgent agent, Task shown)
    {
        while (!shown.IsCompleted)
        {
            await agent.PlayAsync();
        }
    }
}
