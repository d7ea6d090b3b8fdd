using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Faults.Tests;

/// <summary>The agent as a real process that can be killed and started again over the same folder.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "canopsis-agent");

    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int healthPort = FreePort();
    private readonly string file;
    private readonly JsonObject all;
    private Process? process;

    /// <param name="folder">For configuration and spool.</param>
    /// <param name="hubPort">HTTP port of the stand-in.</param>
    /// <param name="parameters">Further parameters, as JSON.</param>
    public AgentUnderTest(string folder, int hubPort, string parameters = "{}")
    {
        Port = FreePort();
        Spool = Path.Combine(folder, "spool");
        var resource = new Uri($"http://127.0.0.1:{hubPort}/events/publishers/lab.central");
        all = new JsonObject
        {
            ["listen_port"] = Port,
            ["health_port"] = healthPort,
            ["spool_directory"] = Spool,
            ["hub_protocol"] = "http",
            ["hub_host"] = "127.0.0.1",
            ["hub_port"] = hubPort,
            ["hub_name"] = "events",
            ["hub_publisher"] = "lab.central",
            ["hub_token"] = SasToken.Sign(resource, "agents", "local-agents-key", DateTimeOffset.UtcNow.AddDays(1)),
            ["logfile"] = "",
            // every status of the synthetic estate leaves
            ["hard_only"] = 0,
            ["acknowledged"] = 1,
            ["in_downtime"] = 1,
            ["flapping"] = 1,
            ["enable_host_status_dedup"] = 0,
            ["enable_service_status_dedup"] = 0,
            ["accepted_elements"] = "host_status,service_status",
        };
        file = Path.Combine(folder, "agent.json");
        Configure(parameters);
    }

    /// <summary>Where brokers connect.</summary>
    public int Port { get; }

    public string Spool { get; }

    /// <summary>Variables for processes started from now on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public int Id => process!.Id;

    /// <summary>What all processes have printed.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Starts it, by way of <paramref name="prefix"/> if there is one, and does not wait.</summary>
    public void Start(params IEnumerable<string> prefix)
    {
        string[] command = [.. prefix, Program, "run", "--config", file, "--exit-with-stdin"];
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Changes parameters in its file.</summary>
    public void Configure(string parameters)
    {
        foreach (var (name, value) in JsonNode.Parse(parameters)!.AsObject())
        {
            all[name] = value?.DeepClone();
        }
        File.WriteAllText(file, all.ToJsonString());
    }

    /// <summary>Sends a signal, such as HUP.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("bash", ["-c", $"kill -{name} {Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await process!
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>The health report; null while nobody answers.</summary>
    public async Task<JsonElement?> HealthAsync()
    {
        try
        {
            // not well is another status code, with the same body
            using var answer = await client.GetAsync(
                $"http://127.0.0.1:{healthPort}/health",
                TestContext.Current.CancellationToken
            );
            using var report = JsonDocument.Parse(
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            return report.RootElement.Clone();
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // too slow this once
            return null;
        }
    }

    /// <summary>Waits until the health report fulfils a condition.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition, int seconds = 180)
    {
        var begin = Stopwatch.GetTimestamp();
        JsonElement? last = null;
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            last = await HealthAsync();
            if (last is { } report && condition(report))
            {
                return report;
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"Not within {seconds} s: {last}\n{string.Join('\n', Output.TakeLast(30))}");
    }

    /// <summary>Waits until it has printed something: what is seen of it elsewhere may come first.</summary>
    public async Task UntilToldAsync(string text)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!Output.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(begin).TotalSeconds > 60)
            {
                throw new TimeoutException($"Not told: {text}\n{string.Join('\n', Output.TakeLast(30))}");
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (process is { HasExited: false })
        {
            await KillAsync();
        }
        process?.Dispose();
    }

    // The same port over all starts, so none that the system chooses: it would give that to others between two of them.
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(12_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // in use: another
            }
        }
    }
}
