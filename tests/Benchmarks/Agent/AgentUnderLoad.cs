using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Benchmarks.Agent;

/// <summary>A real agent in a process of its own, with an empty spool in a folder of its own; both end with this object.</summary>
internal sealed class AgentUnderLoad : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly DirectoryInfo folder;
    private readonly int healthPort;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private AgentUnderLoad(Process process, DirectoryInfo folder, int port, int healthPort)
    {
        this.process = process;
        this.folder = folder;
        this.healthPort = healthPort;
        Port = port;
    }

    /// <summary>What is started: the agent of this build, unless another one is to be measured, as that of a package.</summary>
    public static string Program { get; set; } = Path.Combine(AppContext.BaseDirectory, "canopsis-agent");

    /// <summary>Where it listens for brokers, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Memory that is resident now, and the most that ever was, in MiB.</summary>
    public (double Now, double Most) Resident
    {
        get
        {
            process.Refresh();
            return (process.WorkingSet64 / 1048576.0, process.PeakWorkingSet64 / 1048576.0);
        }
    }

    /// <summary>Processor time that it has used so far, on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="hubPort">Of a hub on 127.0.0.1.</param>
    /// <param name="filters">Parameters beyond those that every agent needs.</param>
    public static async Task<AgentUnderLoad> StartAsync(int hubPort, IReadOnlyDictionary<string, string> filters)
    {
        var place = Directory.CreateTempSubdirectory("agent-benchmark-");
        var (port, healthPort) = (FreePort(), FreePort());
        var hub = new Uri($"https://127.0.0.1:{hubPort}/events/publishers/lab.central");
        var configuration = new JsonObject
        {
            ["listen_address"] = "127.0.0.1",
            ["listen_port"] = port,
            ["health_port"] = healthPort,
            ["spool_directory"] = Path.Combine(place.FullName, "spool"),
            ["hub_protocol"] = "http",
            ["hub_host"] = "127.0.0.1",
            ["hub_port"] = hubPort,
            ["hub_name"] = "events",
            ["hub_publisher"] = "lab.central",
            ["hub_token"] = SasToken.Sign(hub, "send", "any key", DateTimeOffset.UtcNow.AddDays(1)),
        };
        foreach (var (name, value) in filters)
        {
            configuration[name] = value;
        }
        var file = Path.Combine(place.FullName, "agent.json");
        await File.WriteAllTextAsync(file, configuration.ToJsonString());
        var start = new ProcessStartInfo(Program)
        {
            ArgumentList = { "run", "--config", file, "--exit-with-stdin" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var running = Process.Start(start)!;
        running.OutputDataReceived += (_, _) => { };
        running.BeginOutputReadLine();
        var agent = new AgentUnderLoad(running, place, port, healthPort);
        await agent.UntilItAnswersAsync();
        return agent;
    }

    /// <summary>The body of <c>GET /health</c>.</summary>
    public async Task<JsonElement> HealthAsync()
    {
        using var answer = await http.GetAsync($"http://127.0.0.1:{healthPort}/health");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.Clone();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        http.Dispose();
        folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task UntilItAnswersAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await HealthAsync();
                return;
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
