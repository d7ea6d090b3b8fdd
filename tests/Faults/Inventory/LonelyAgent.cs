using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Faults.Tests.Inventory;

/// <summary>A real agent in a process of its own that reaches no hub; it is killed and started again on the same spool.</summary>
internal sealed class LonelyAgent : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lonely-agent-");
    private readonly string configuration;
    private Process? process;

    public LonelyAgent()
    {
        (Port, int deadPort) = (FreePort(), FreePort());
        Spool = Path.Combine(folder.FullName, "spool");
        configuration = Path.Combine(folder.FullName, "agent.json");
        var hub = new Uri($"https://127.0.0.1:{deadPort}/events/publishers/lab.central");
        var parameters = new JsonObject
        {
            ["listen_address"] = "127.0.0.1",
            ["listen_port"] = Port,
            ["spool_directory"] = Spool,
            ["hub_protocol"] = "http",
            ["hub_host"] = "127.0.0.1",
            ["hub_port"] = deadPort,
            ["hub_name"] = "events",
            ["hub_publisher"] = "lab.central",
            ["hub_token"] = SasToken.Sign(hub, "send", "any key", DateTimeOffset.UtcNow.AddDays(1)),
        };
        File.WriteAllText(configuration, parameters.ToJsonString());
    }

    /// <summary>Where it listens for brokers, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Folder of its database.</summary>
    public string Spool { get; }

    /// <summary>Starts it and connects to it.</summary>
    public async Task<Socket> StartAsync(CancellationToken stop)
    {
        process = Start("run", "--config", configuration, "--exit-with-stdin");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, stop);
                return socket;
            }
            catch (SocketException) when (!process.HasExited && Stopwatch.GetElapsedTime(started) < StartLimit)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>What <c>canopsis-agent inventory list --json</c> prints about the spool.</summary>
    public async Task<string[]> ListInventoryAsync(CancellationToken stop)
    {
        using Process list = Start("inventory", "list", "--json", "--config", configuration);
        string lines = await list.StandardOutput.ReadToEndAsync(stop);
        await list.WaitForExitAsync(stop);
        Assert.Equal(0, list.ExitCode);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (process is not null)
        {
            Kill();
        }

        folder.Delete(recursive: true);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "canopsis-agent"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
