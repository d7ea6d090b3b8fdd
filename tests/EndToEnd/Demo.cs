using System.Diagnostics;
using System.Text.Json;

namespace Forwarder.EndToEnd.Tests;

/// <summary>Runs the demo's orchestrator: every part a real process, on free loopback ports.</summary>
internal static class Demo
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Runs it with <paramref name="options"/> and gives its last line.</summary>
    public static async Task<JsonElement> RunAsync(params string[] options)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Vectors.Repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["local/demo/main.mjs", "--json", .. options])
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        Assert.True(
            process.ExitCode == 0,
            $"./demo {string.Join(' ', options)} ended with {process.ExitCode}: {await error}{await output}"
        );
        using var line = JsonDocument.Parse((await output).Trim().Split('\n')[^1]);
        return line.RootElement.Clone();
    }
}
