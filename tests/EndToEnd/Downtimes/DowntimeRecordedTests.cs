using System.Diagnostics;
using System.Text.Json.Nodes;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>Downtimes of recorded sessions, as the agent forwards them. Of five the reference connector sends none.</summary>
public sealed class DowntimeRecordedTests(Azurite azurite)
{
    [Theory]
    [InlineData("cbd-23.10.16-bbdo2.0.0-full.bin")]
    [InlineData("cbd-23.10.16-bbdo3.0.1-full.bin")]
    [InlineData("cbd-23.10.16-bbdo3.0.1-central.bin")]
    [InlineData("cbd-24.10.8-bbdo3.0.1-full.bin")]
    public async Task All_that_were_in_effect_arrive_and_the_flexible_one_that_never_started_does_not(string session)
    {
        var lines = await EnrichedAsync(session);
        Assert.Equal(15, lines.Count);
        await using var world = await DowntimeWorld.StartAsync(azurite);

        await world.ForwardAsync([.. lines]);

        var created = (await world.Simulator.LinesAsync("/simulator/requests?bodies=true"))
            .Where(request => request["path"]!.GetValue<string>().EndsWith("pbehaviors", StringComparison.Ordinal))
            .Where(request => request["method"]!.GetValue<string>() == "POST")
            .Select(request => JsonNode.Parse(request["body"]!.GetValue<string>())!)
            .SelectMany(body => body is JsonArray many ? many.ToArray() : [body])
            .Select(body => body!["name"]!.GetValue<string>().Split('-')[^2]);
        Assert.Equal(["1", "3", "4", "5"], created.Order(StringComparer.Ordinal));
        var left = Assert.Single(await world.PbehaviorsAsync());
        Assert.Equal("sw-core-01", left["entity_pattern"]![0]![0]!["cond"]!["value"]!.GetValue<string>());
        Assert.Single(left["comments"]!.AsArray());
        await world.AssertEqualAsync();
    }

    private static async Task<List<string>> EnrichedAsync(string session)
    {
        var start = new ProcessStartInfo(Programs.Of("agent", "canopsis-agent"))
        {
            ArgumentList = { "decode", "--enriched", Path.Combine(Vectors.Root, "captures", session) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var decode = Process.Start(start)!;
        var errors = decode.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await decode.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await decode.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(decode.ExitCode == 0, await errors);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.StartsWith("{\"kind\":\"downtime\"", StringComparison.Ordinal)),
        ];
    }
}
