using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Tests.Bbdo;

namespace Forwarder.Agent.Tests.Commands;

public sealed class DryRunTests
{
    [Fact]
    public async Task What_would_leave_is_shown_and_the_broker_keeps_every_event()
    {
        var port = FreePort();
        using var file = new AgentFile(("listen_port", port));
        var configuration = ConfigurationFile.ReadOrTell(file.Path)!;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var lines = new MemoryStream();
        using var told = new StringWriter();
        var run = new DryRun(configuration, lines, told, asJson: true).RunAsync(ending.Token);

        await using var broker = await TestBroker.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        var recording = Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin");
        await broker.SendAsync(await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken));
        Assert.Equal(ProtocolIds.Welcome, (await broker.ReceiveAsync())!.Value.Id);
        // the recording ends with a stop: the answer to it would acknowledge what is committed
        Assert.Equal(0u, await broker.ReceiveAcknowledgementAsync());
        await ending.CancelAsync();

        Assert.Equal(ExitCodes.Done, await run);
        var shown = System
            .Text.Encoding.UTF8.GetString(lines.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var report = JsonDocument.Parse(told.ToString().TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal(
            shown.Length,
            report.GetProperty("forwarded").EnumerateObject().Sum(kind => kind.Value.GetInt32())
        );
        Assert.All(shown, line => Assert.StartsWith("{\"kind\":", line, StringComparison.Ordinal));
        Assert.Contains("\"dropped\":\"dedup\"", told.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(file.Spool), "nothing is spooled");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
