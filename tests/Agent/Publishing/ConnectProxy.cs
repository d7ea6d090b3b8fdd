using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forwarder.Agent.Tests.Publishing;

/// <summary>An HTTP proxy on loopback that demands an account, and knows CONNECT only.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly string account;
    private readonly Task accepting;

    public ConnectProxy(string user, string password)
    {
        account = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What clients with the right account asked to be connected to.</summary>
    public ConcurrentQueue<string> Connected { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is { Count: > 0 } head)
            {
                if (!head.Contains($"Proxy-Authorization: {account}", StringComparer.Ordinal))
                {
                    await WriteAsync(
                        stream,
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"site\"\r\nContent-Length: 0\r\n\r\n"
                    );
                    continue;
                }
                var target = head[0].Split(' ')[1];
                Connected.Enqueue(target);
                using var server = new TcpClient();
                await server.ConnectAsync(IPEndPoint.Parse(target), end.Token);
                await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n");
                var there = stream.CopyToAsync(server.GetStream(), end.Token);
                var back = server.GetStream().CopyToAsync(stream, end.Token);
                await Task.WhenAny(there, back);
                return;
            }
        }
    }

    private async Task<List<string>> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (
            !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await stream.ReadAsync(one, end.Token) > 0
        )
        {
            head.Append((char)one[0]);
        }
        return [.. head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private async Task WriteAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), end.Token);
}
