using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The connection to a broker, below all layers. It knows how long the peer has been silent: a peer that waits for the
/// agent, because the spool is slow for example, is not.
/// </summary>
internal sealed class PeerConnection : DuplexStream, IPeerLife
{
    // As the kernel's headers number them.
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int UserTimeoutMilliseconds = 90_000;

    private readonly Stream stream;
    private readonly Socket? socket;
    private readonly TimeProvider clock;
    private long waitingSince;
    private long receivedBytes;
    private int isWaiting;
    private bool isHeldBack;

    public PeerConnection(Stream stream, string address, TimeProvider clock)
    {
        this.stream = stream;
        this.clock = clock;
        Address = address;
    }

    /// <param name="socket">Connected; belongs to the connection from now on.</param>
    /// <param name="clock">For the silence of the peer.</param>
    public PeerConnection(Socket socket, TimeProvider clock)
        : this(new NetworkStream(socket, ownsSocket: true), Name((IPEndPoint)socket.RemoteEndPoint!), clock)
    {
        this.socket = socket;
        // The protocol has no heartbeat of its own; these are the values of the reference (bbdo 7).
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        if (OperatingSystem.IsLinux())
        {
            // Keepalive rests while acknowledgements wait to be taken: without this they would wait a quarter of an hour.
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
        }
    }

    /// <summary>Remote address and port.</summary>
    public string Address { get; }

    public long ReceivedBytes => Volatile.Read(ref receivedBytes);

    public int Backlog
    {
        get
        {
            try
            {
                return socket?.Available ?? 0;
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
            {
                return 0;
            }
        }
    }

    public TimeSpan Silence =>
        Volatile.Read(ref isWaiting) == 0 || Volatile.Read(ref isHeldBack)
            ? TimeSpan.Zero
            : clock.GetElapsedTime(Volatile.Read(ref waitingSince));

    /// <summary>The agent takes no event from the peer for now, though it may read on: silence begins anew afterwards.</summary>
    public void HoldBack(bool isHeld)
    {
        Volatile.Write(ref waitingSince, clock.GetTimestamp());
        Volatile.Write(ref isHeldBack, isHeld);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref waitingSince, clock.GetTimestamp());
        Volatile.Write(ref isWaiting, 1);
        try
        {
            int count = await stream.ReadAsync(buffer, cancellationToken);
            Volatile.Write(ref receivedBytes, receivedBytes + count);
            return count;
        }
        finally
        {
            Volatile.Write(ref isWaiting, 0);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.WriteAsync(buffer, cancellationToken);

    /// <summary>An address as the operator writes it, whichever kind of socket it comes from.</summary>
    public static string Name(IPEndPoint peer) =>
        new IPEndPoint(peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address, peer.Port).ToString();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
