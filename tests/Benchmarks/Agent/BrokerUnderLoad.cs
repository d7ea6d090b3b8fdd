using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// The sending side of one session, as a broker with a queue of 100,000 events has it: bytes made beforehand are written
/// as fast as the agent takes them, while no more than the queue holds is unacknowledged.
/// </summary>
internal sealed class BrokerUnderLoad : IDisposable
{
    private const int Window = 100_000;
    private const int EventsPerWrite = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly EventReader answers = new(TimeProvider.System);
    private readonly byte[] buffer = new byte[4096];
    private ReadOnlyMemory<byte> unread;
    private long sent;
    private long acknowledged;

    /// <summary>Connects and negotiates.</summary>
    public BrokerUnderLoad(int port)
    {
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(OutgoingPackets.Welcome(new ProtocolVersion(3, 0, 1), "", "benchmark"));
        Receive();
    }

    /// <summary>Sends events of which the last is not yet acknowledged when this returns.</summary>
    /// <param name="packets">The events.</param>
    /// <param name="ends">Where each ends.</param>
    /// <param name="times">How often they are sent, one after the other.</param>
    public void Send(byte[] packets, IReadOnlyList<int> ends, int times = 1)
    {
        for (var round = 0; round < times; round++)
        {
            var start = 0;
            for (var next = 0; next < ends.Count; )
            {
                var last = Math.Min(next + EventsPerWrite, ends.Count);
                while (sent - acknowledged + (last - next) > Window)
                {
                    Receive();
                }
                socket.Send(packets.AsSpan(start..ends[last - 1]));
                sent += last - next;
                (start, next) = (ends[last - 1], last);
            }
        }
    }

    /// <summary>Sends events of which only the number is known.</summary>
    public void SendAll(byte[] packets, int events)
    {
        socket.Send(packets);
        sent += events;
    }

    /// <summary>Waits until the agent has acknowledged everything.</summary>
    /// <exception cref="SocketException">It acknowledged nothing for 30 s.</exception>
    public void AwaitAcknowledged()
    {
        while (acknowledged < sent)
        {
            Receive();
        }
    }

    public void Dispose() => socket.Dispose();

    private void Receive()
    {
        unread.CopyTo(buffer);
        var count = socket.Receive(buffer.AsSpan(unread.Length));
        if (count == 0)
        {
            throw new IOException("The agent closed the connection.");
        }
        unread = buffer.AsMemory(0, unread.Length + count);
        while (answers.TryRead(ref unread, out _))
        {
            acknowledged += answers.Decoded!.Int64(Field.AcknowledgedEvents);
        }
    }
}
