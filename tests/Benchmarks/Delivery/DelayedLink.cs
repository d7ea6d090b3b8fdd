using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Forwarder.Benchmarks.Delivery;

/// <summary>
/// A TCP relay that behaves like a link with a round-trip time: what is written arrives half of it later, in each direction, and a new connection costs
/// one before anything can be written. Bandwidth is not limited.
/// </summary>
internal sealed class DelayedLink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly TimeSpan roundTrip;
    private readonly int target;
    private readonly Task accepting;

    public DelayedLink(int target, TimeSpan roundTrip)
    {
        this.target = target;
        this.roundTrip = roundTrip;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                _ = RelayAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var server = new TcpClient { NoDelay = true })
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, target, end.Token);
                await Task.Delay(roundTrip, end.Token);
                await Task.WhenAll(
                    PumpAsync(client.GetStream(), server.GetStream()),
                    PumpAsync(server.GetStream(), client.GetStream())
                );
            }
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException)
        {
            // One side has closed.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var onTheWay = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        var arriving = ArriveAsync(onTheWay.Reader, to);
        var buffer = new byte[64 * 1024];
        var half = (long)(roundTrip.TotalSeconds / 2 * Stopwatch.Frequency);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, end.Token)) > 0)
            {
                onTheWay.Writer.TryWrite((Stopwatch.GetTimestamp() + half, buffer[..read]));
            }
        }
        finally
        {
            onTheWay.Writer.Complete();
            await arriving;
            to.Socket.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task ArriveAsync(ChannelReader<(long Due, byte[] Bytes)> onTheWay, NetworkStream to)
    {
        await foreach (var (due, bytes) in onTheWay.ReadAllAsync(end.Token))
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, end.Token);
            }
            await to.WriteAsync(bytes, end.Token);
        }
    }
}
