using System.Diagnostics;
using System.Text.Json.Nodes;
using Forwarder.EndToEnd.Tests.Simulator;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping.Downtimes;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary><c>forwarder downtimes</c> as operators type it, as a process of its own.</summary>
public sealed class DowntimeCommandTests(Azurite azurite) : IDisposable
{
    private readonly string customer = $"c{Guid.NewGuid():N}"[..30];
    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-downtimes-").FullName;
    private readonly DowntimeStore store = DowntimeTables.Of(azurite.Service).Downtimes;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_again_and_again_in_the_middle_passes_reach_equality_without_a_comment_twice()
    {
        await using var simulator = await StartAsync();
        const int Count = 120;
        await store.WriteAsync(customer, [.. Enumerable.Range(0, Count).Select(Wanted)], cancellation);
        await simulator.SetFaultAsync("""{"kind":"latency","milliseconds":10}""");

        for (var kill = 1; kill <= 3; kill++)
        {
            using var pass = Start("sync", "--customer", customer);
            while (!pass.HasExited && await CommentsAsync(simulator) < kill * 20)
            {
                await Task.Yield();
            }
            pass.Kill();
            await pass.WaitForExitAsync(cancellation);
        }
        await simulator.ClearFaultsAsync();
        Assert.Equal(0, (await RunAsync("sync", "--customer", customer)).Code);

        var items = (await simulator.CallAsync(HttpMethod.Get, "pbehaviors?paginate=false")).Json["data"]!.AsArray();
        Assert.Equal(Count, items.Count);
        Assert.All(items, item => Assert.Single(item!["comments"]!.AsArray()));
        Assert.Equal(new DowntimeCounts(Count, 0, 0), await store.CountAsync(customer, cancellation));
        var (_, again) = await RunAsync("sync", "--customer", customer, "--json");
        Assert.All(
            new[] { "created", "corrected", "deleted", "commented", "confirmed", "failed", "left" },
            name => Assert.Equal(0, JsonNode.Parse(again)![name]!.GetValue<int>())
        );
    }

    [Fact]
    public async Task Operators_see_what_is_desired_and_decide_about_what_is_unknown()
    {
        await using var simulator = await StartAsync();
        await store.WriteAsync(customer, [Wanted(1), Wanted(2)], cancellation);

        var (_, pending) = await RunAsync("list", "--customer", customer, "--pending", "--json");
        Assert.Equal(2, JsonNode.Parse(pending)!["downtimes"]!.AsArray().Count);
        Assert.Equal(0, (await RunAsync("sync", "--customer", customer)).Code);
        Assert.Contains("There are none.", (await RunAsync("list", "--customer", customer, "--pending")).Output);
        Assert.Contains($"present  2100-01-01T00:00:00Z", (await RunAsync("list", "--customer", customer)).Output);

        var name = Name(1);
        var shown = JsonNode.Parse((await RunAsync("show", name, "--customer", customer)).Output)!;
        Assert.True(shown["canopsis"]!["agrees"]!.GetValue<bool>());
        Assert.Equal("present", shown["desired"]!["state"]!.GetValue<string>());
        Assert.Equal(2, (await RunAsync("show", "nothing", "--customer", customer)).Code);

        // The rows are lost.
        foreach (var row in await store.ReadAsync(customer, cancellation))
        {
            await store.ForgetAsync(customer, row, cancellation);
        }
        Assert.Contains(
            "2 downtimes; forwarder downtimes purge",
            (await RunAsync("purge", "--customer", customer)).Output
        );
        Assert.Equal(2, (await RunAsync("purge", "centreon-downtime-1-1", "--customer", customer)).Code);
        Assert.Contains("1 of 1 downtimes deleted", (await RunAsync("purge", name, "--customer", customer)).Output);
        Assert.Contains("1 downtimes taken over", (await RunAsync("adopt", "--all", "--customer", customer)).Output);
        Assert.Contains("There are none.", (await RunAsync("adopt", "--customer", customer)).Output);
        Assert.Contains(Name(2), (await RunAsync("list", "--customer", customer)).Output);
        Assert.Equal(2, (await RunAsync("list")).Code);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Name(int number) => $"centreon-downtime-{customer}-paris-1-{number}-100";

    private DowntimeChange Wanted(int number) =>
        new(
            null,
            new DesiredDowntime(Name(number))
            {
                IsPresent = true,
                ChangedAt = DateTimeOffset.UtcNow.AddMinutes(-5),
                Comment = System.Text.Encoding.UTF8.GetBytes(
                    $$"""{"pbehavior":"{{Name(number)}}","message":"comment {{number}}"}"""
                ),
                Body = new DowntimeBody
                {
                    Name = Name(number),
                    Author = "bob",
                    Start = 4_102_444_800,
                    Stop = 4_102_448_400,
                    Entity = $"s{number}/h",
                },
            }
        );

    private async Task<RunningSimulator> StartAsync()
    {
        var simulator = await RunningSimulator.StartAsync(keepBodies: 100_000);
        var document = DowntimeWorld.Document(simulator);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{customer}.json"), document.ToJsonString(), cancellation);
        return simulator;
    }

    private static async Task<int> CommentsAsync(RunningSimulator simulator) =>
        (await simulator.LinesAsync("/simulator/requests")).Count(request =>
            request["path"]!.GetValue<string>() == "/api/v4/pbehavior-comments"
        );

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Of("functions", "forwarder"), ["downtimes", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["AzureWebJobsStorage"] = azurite.ConnectionString;
        start.Environment["CUSTOMERS_DIR"] = folder;
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var run = Start(arguments);
        var errors = run.StandardError.ReadToEndAsync(cancellation);
        var output = await run.StandardOutput.ReadToEndAsync(cancellation);
        await run.WaitForExitAsync(cancellation);
        await errors;
        return (run.ExitCode, output);
    }
}
