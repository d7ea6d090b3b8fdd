using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A broker's end of a connection with the agent.</summary>
internal sealed class TestBroker(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream network = new(socket, ownsSocket: true);
    private Stream? layered;

    private Stream Top => layered ?? network;

    public static async Task<TestBroker> ConnectAsync(IPEndPoint agent)
    {
        var socket = new Socket(agent.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(agent, TestContext.Current.CancellationToken);
        return new TestBroker(socket);
    }

    /// <summary>Puts TLS on the connection.</summary>
    public async Task SecureAsync(Func<SslStream, Task> shakeHands)
    {
        var tls = new SslStream(network);
        layered = tls;
        await shakeHands(tls).WaitAsync(Eventually.Deadline);
    }

    /// <summary>Puts compression on top.</summary>
    public void Compress() => layered = new CompressedStream(Top, 1024 * 1024);

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (byte[] packet in packets)
        {
            await Top.WriteAsync(packet, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The next packet of the agent; null when the agent has closed.</summary>
    public async Task<(uint Id, byte[] Payload)?> ReceiveAsync()
    {
        using var late = new CancellationTokenSource(Eventually.Deadline);
        byte[] header = new byte[PacketHeader.Length];
        try
        {
            if (await Top.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, late.Token) == 0)
            {
                return null;
            }

            Assert.True(PacketHeader.TryRead(header, out PacketHeader read));
            byte[] payload = new byte[read.Size];
            await Top.ReadExactlyAsync(payload, late.Token);
            return (read.Id, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The number of events in the next packet, which must be an acknowledgement in the given form.</summary>
    public async Task<uint> ReceiveAcknowledgementAsync(uint form = ProtocolIds.Acknowledgement)
    {
        (uint id, byte[] payload) = Assert.NotNull(await ReceiveAsync());
        Assert.Equal(form, id);
        return (uint)Decode(id, payload).Int64(Field.AcknowledgedEvents);
    }

    public static BrokerEvent Decode(uint id, byte[] payload)
    {
        var decoded = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(EventCatalogue.Find(id)!, payload, sourceId: 0, decoded));
        return decoded;
    }

    public void Close() => socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (layered is not null)
        {
            await layered.DisposeAsync();
        }

        await network.DisposeAsync();
    }
}
