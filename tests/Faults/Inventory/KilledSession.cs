using System.Net.Sockets;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Faults.Tests.Inventory;

/// <summary>A broker's side of a session whose agent is killed; it adds up what is acknowledged until the very end.</summary>
internal sealed class KilledSession(Socket socket)
{
    private readonly EventReader answers = new(TimeProvider.System);
    private readonly byte[] buffer = new byte[4096];
    private ReadOnlyMemory<byte> unread;

    public long Acknowledged { get; private set; }

    public async Task NegotiateAsync(CancellationToken stop)
    {
        await SendAsync(OutgoingPackets.Welcome(new ProtocolVersion(3, 0, 1), "", "central-broker-master"), stop);
        await ReceiveAsync(stop);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        await socket.SendAsync(bytes, stop);

    /// <summary>Receives what comes in this time.</summary>
    public async Task ReceiveForAsync(TimeSpan time, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(time);
        try
        {
            while (await ReceiveAsync(end.Token) > 0) { }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { }
    }

    /// <summary>Receives what had been sent before the end of the peer.</summary>
    public async Task ReceiveRestAsync(CancellationToken stop)
    {
        try
        {
            while (await ReceiveAsync(stop) > 0) { }
        }
        catch (SocketException)
        {
            // the connection of a killed process is reset when it had not read everything
        }
    }

    private async Task<int> ReceiveAsync(CancellationToken stop)
    {
        unread.CopyTo(buffer);
        int count = await socket.ReceiveAsync(buffer.AsMemory(unread.Length), stop);
        unread = buffer.AsMemory(0, unread.Length + count);
        while (answers.TryRead(ref unread, out ReceivedEvent received))
        {
            Acknowledged +=
                received.Id == ProtocolIds.Acknowledgement ? answers.Decoded!.Int64(Field.AcknowledgedEvents) : 0;
        }

        return count;
    }
}
