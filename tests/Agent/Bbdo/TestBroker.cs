using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A broker's end of a connection to the agent.</summary>
internal sealed class TestBroker(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);

    public static async Task<TestBroker> ConnectAsync(IPEndPoint agent)
    {
        var socket = new Socket(agent.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(agent, TestContext.Current.CancellationToken);
        return new TestBroker(socket);
    }

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (byte[] packet in packets)
        {
            await stream.WriteAsync(packet, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The next packet of the agent; null when the agent has closed.</summary>
    public async Task<(uint Id, byte[] Payload)?> ReceiveAsync()
    {
        using var late = new CancellationTokenSource(Eventually.Deadline);
        byte[] header = new byte[PacketHeader.Length];
        try
        {
            if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, late.Token) == 0)
            {
                return null;
            }

            Assert.True(PacketHeader.TryRead(header, out PacketHeader read));
            byte[] payload = new byte[read.Size];
            await stream.ReadExactlyAsync(payload, late.Token);
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
        var decoded = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(EventCatalogue.Find(id)!, payload, sourceId: 0, decoded));
        return (uint)decoded.Int64(Field.AcknowledgedEvents);
    }

    public void Close() => socket.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
