using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Forwarder.Faults.Tests;

/// <summary>A program of the local cloud as a real process; it ends with its test, however that ends.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource<JsonElement> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="script">Below <c>local/</c>.</param>
    /// <param name="arguments">Its own.</param>
    public NodeProgram(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [Path.Combine(Vectors.Repository, "local", script), .. arguments, "--exit-with-stdin"]
        )
        {
            start.ArgumentList.Add(argument);
        }
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The last line of JSON that it printed.</summary>
    public JsonElement Last { get; private set; }

    public bool HasEnded => process.HasExited;

    /// <summary>Its line with <c>ready</c>.</summary>
    public Task<JsonElement> ReadyAsync() =>
        ready.Task.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

    /// <summary>Waits for its end, which must be a good one.</summary>
    public async Task EndAsync(TimeSpan limit)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(limit);
        await process.WaitForExitAsync(late.Token);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {string.Join('\n', errors.TakeLast(20))}");
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    public async Task StopAsync()
    {
        process.StandardInput.Close();
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not { Length: > 0 } || line[0] != '{')
        {
            return;
        }
        using var json = JsonDocument.Parse(line);
        Last = json.RootElement.Clone();
        if (Last.TryGetProperty("ready", out _))
        {
            ready.TrySetResult(Last);
        }
    }
}
