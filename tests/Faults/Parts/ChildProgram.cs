using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>A part as a real process: it says on standard output when it is ready, and ends with its standard input.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private const int TailLines = 500;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly string name;
    private readonly Process process;
    private readonly ConcurrentQueue<string> tail = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<string>, Func<string, bool>> waiting = new();
    private readonly TaskCompletionSource<JsonElement> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProgram(string name, Process process)
    {
        this.name = name;
        this.process = process;
    }

    /// <summary>What its ready line says.</summary>
    public JsonElement Ready => ready.Task.Result;

    /// <summary>The last lines that it wrote to standard error, for messages.</summary>
    public string Tail => string.Join('\n', tail);

    /// <summary>Starts a script of <c>local</c> and waits until it is ready.</summary>
    public static Task<ChildProgram> NodeAsync(string script, params IEnumerable<string> arguments) =>
        StartAsync(script, "node", [Path.Combine(Vectors.Repository, "local", script), .. arguments]);

    /// <summary>Starts a program and waits until it is ready.</summary>
    public static async Task<ChildProgram> StartAsync(string name, string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, [.. arguments, "--exit-with-stdin"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var program = new ChildProgram(name, Process.Start(start)!);
        await program.ListenAsync();
        return program;
    }

    /// <summary>A line on standard error for which this is true: one of the last, or the next.</summary>
    public Task<string> LineAsync(Func<string, bool> isWanted)
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[source] = isWanted;
        if (tail.FirstOrDefault(isWanted) is { } known)
        {
            source.TrySetResult(known);
        }
        return source.Task;
    }

    /// <summary>No warning, no grace.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(Grace);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }
        process.Dispose();
    }

    private async Task ListenAsync()
    {
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("{\"ready\":", StringComparison.Ordinal) == true)
            {
                using var document = JsonDocument.Parse(line.Data);
                ready.TrySetResult(document.RootElement.Clone());
            }
        };
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException($"{name} ended before it was ready:\n{Tail}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartLimit);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }
        tail.Enqueue(line);
        if (tail.Count > TailLines)
        {
            tail.TryDequeue(out _);
        }
        foreach (var (source, isWanted) in waiting)
        {
            if (isWanted(line) && waiting.TryRemove(source, out _))
            {
                source.TrySetResult(line);
            }
        }
    }
}
