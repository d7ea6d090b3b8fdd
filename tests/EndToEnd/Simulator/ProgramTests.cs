using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>The simulator as a program.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task It_says_when_it_is_ready_and_ends_with_its_standard_input()
    {
        using var process = Start("--port", "0", "--authkey", "k", "--version", "23.04.1", "--exit-with-stdin");
        var ready = JsonNode.Parse(
            (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!
        )!;
        Assert.Equal("canopsis-simulator", ready["ready"]!.GetValue<string>());
        using (var client = new HttpClient())
        {
            var info = await client.GetStringAsync(
                new Uri(ready["url"]!.GetValue<string>() + "/api/v4/app-info"),
                TestContext.Current.CancellationToken
            );
            Assert.Equal("23.04.1", JsonNode.Parse(info)!["version"]!.GetValue<string>());
        }
        process.StandardInput.Close();
        Assert.Equal(0, await EndOfAsync(process));
        Assert.Empty(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_ends_with_0_when_it_is_told_to()
    {
        using var process = Start("--port", "0", "--authkey", "k");
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, await EndOfAsync(process));
    }

    [Fact]
    public async Task It_needs_a_key()
    {
        using var process = Start("--port", "0");
        Assert.NotEqual(0, await EndOfAsync(process));
        Assert.Contains(
            "--authkey",
            await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Large_answers_are_compressed_when_the_client_asks()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var large = Check.Event(("output", new string('x', 5000)));
        using var client = new HttpClient { BaseAddress = simulator.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, RunningSimulator.EventPath)
        {
            Content = new StringContent(large),
            Headers = { { "x-canopsis-authkey", RunningSimulator.Key }, { "Accept-Encoding", "gzip" } },
        };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var inflated = new GZipStream(body, CompressionMode.Decompress);
        var answer = await JsonNode.ParseAsync(inflated, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(answer!["sent_events"]!.AsArray());
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "canopsis-simulator"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<int> EndOfAsync(Process process)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }
}
