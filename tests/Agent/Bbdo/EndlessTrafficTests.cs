using System.Collections.Concurrent;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A peer that always has sent the next byte already: no read of the session ever waits.</summary>
public sealed class EndlessTrafficTests : IEventSinkProvider, IEventSink
{
    private readonly ManualClock clock = new();
    private long accepted;
    private long committed;

    public long Committed => Volatile.Read(ref committed);

    [Fact]
    public async Task The_timer_of_acknowledgements_never_starves()
    {
        using var ending = new CancellationTokenSource();
        await using var stream = new EndlessStream();
        await using var connection = new PeerConnection(stream, "peer", clock);
        var session = new BrokerSession(1, connection, this, new SessionSettings(), clock, new RecordedLog());
        Task<SessionEnd> running = Task.Run(
            () => session.AnswerAsync(ending.Token),
            TestContext.Current.CancellationToken
        );
        await Eventually.TrueAsync(() => Volatile.Read(ref accepted) > 10_000);

        // Fewer than the limit, so that only the timer can send them.
        Volatile.Write(ref committed, 10);
        await clock.AdvanceUntilAsync(() => stream.Written.Count == 2, TimeSpan.FromMilliseconds(100));

        Assert.Equal(OutgoingPackets.Acknowledgement(10, inProtobuf: true), stream.Written.Last());
        await ending.CancelAsync();
        Assert.Equal(SessionEnd.AgentStops, await running);
    }

    IEventSink IEventSinkProvider.Open(BrokerPeer peer, Action committed) => this;

    ValueTask IEventSink.AcceptAsync(
        in ReceivedEvent received,
        BrokerEvent? decoded,
        CancellationToken cancellationToken
    )
    {
        Volatile.Write(ref accepted, received.Ordinal);
        return ValueTask.CompletedTask;
    }

    ValueTask IEventSink.CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private sealed class EndlessStream : DuplexStream
    {
        private static readonly byte[] Status = Packet(ServiceStatus, Service(1, 2));
        private bool isNegotiated;

        public ConcurrentQueue<byte[]> Written { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] next = isNegotiated ? Status : Packet(ProtocolIds.Welcome, [0x0A, 4, 8, 3, 0x18, 1]);
            isNegotiated = true;
            next.CopyTo(buffer);
            return ValueTask.FromResult(next.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.Enqueue(buffer.ToArray());
            return ValueTask.CompletedTask;
        }
    }
}
