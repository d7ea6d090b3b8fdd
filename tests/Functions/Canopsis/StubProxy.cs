using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>A proxy that opens tunnels for one account only.</summary>
internal sealed class StubProxy : IAsyncDisposable
{
    private const string Refusal =
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly string account;
    private readonly Task accepting;

    public StubProxy(string user, string password)
    {
        account = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Where tunnels were opened to.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var near = client.GetStream();
                while (true)
                {
                    var head = await HeadAsync(near);
                    if (head.Contains($"Proxy-Authorization: Basic {account}", StringComparison.OrdinalIgnoreCase))
                    {
                        var target = head.Split(' ')[1];
                        Tunnels.Enqueue(target);
                        await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), end.Token);
                        await TunnelAsync(near, int.Parse(target.Split(':')[1], null));
                        return;
                    }
                    await near.WriteAsync(Encoding.ASCII.GetBytes(Refusal), end.Token);
                }
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException or SocketException)
        {
            // Either side has closed.
        }
    }

    private async Task TunnelAsync(NetworkStream near, int port)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, end.Token);
        var far = server.GetStream();
        await Task.WhenAny(near.CopyToAsync(far, end.Token), far.CopyToAsync(near, end.Token));
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, end.Token);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }
}
