using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class PeerConnectionTests
{
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    [Fact]
    public async Task A_peer_that_is_gone_is_noticed_as_soon_as_the_reference_notices_it()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        Socket socket = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        await using var connection = new PeerConnection(socket, TimeProvider.System);

        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(30, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(30, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(2, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        byte[] userTimeout = new byte[sizeof(int)];
        socket.GetRawSocketOption(TcpLevel, TcpUserTimeout, userTimeout);
        Assert.Equal(OperatingSystem.IsLinux() ? 90_000 : 0, BitConverter.ToInt32(userTimeout));
    }
}
