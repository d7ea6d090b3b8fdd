using System.Diagnostics;
using System.Net.Sockets;

namespace Forwarder.Benchmarks.Agent;

/// <summary>How long an agent takes from its start until it tells systemd that it is ready, and until it knows its inventory.</summary>
internal static class StartTimes
{
    /// <param name="hubPort">Of a hub on loopback.</param>
    /// <param name="spool">Of an agent that has ended; null: an empty one.</param>
    public static async Task<(TimeSpan Ready, TimeSpan Loaded)> MeasureAsync(int hubPort, string? spool)
    {
        var socketFile = Path.Combine(Path.GetTempPath(), $"agent-benchmark-{Guid.NewGuid():n}");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(socketFile));
        manager.ReceiveTimeout = 20_000;
        try
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", socketFile);
            var parameters = spool is null ? [] : new Dictionary<string, string> { ["spool_directory"] = spool };
            var started = Stopwatch.GetTimestamp();
            var starting = AgentUnderLoad.StartAsync(hubPort, parameters);
            var buffer = new byte[1000];
            manager.Receive(buffer);
            var ready = Stopwatch.GetElapsedTime(started);
            using var agent = await starting;
            while ((await agent.HealthAsync()).GetProperty("status").GetString() == "loading")
            {
                await Task.Delay(10);
            }
            return (ready, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
            File.Delete(socketFile);
        }
    }
}
