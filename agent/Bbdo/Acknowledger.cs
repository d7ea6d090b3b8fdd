using System.Threading.Channels;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Sends the acknowledgements of one session, on its own: neither incoming traffic nor a sink that makes the session wait
/// can hold them back.
/// </summary>
internal sealed class Acknowledger : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly SemaphoreSlim sending = new(1);
    private readonly AcknowledgementCounter counter;
    private readonly Stream stream;
    private readonly bool inProtobuf;
    private readonly ITimer timer;
    private volatile bool isFinished;

    public Acknowledger(AcknowledgementCounter counter, Stream stream, bool inProtobuf, TimeProvider clock)
    {
        this.counter = counter;
        this.stream = stream;
        this.inProtobuf = inProtobuf;
        timer = clock.CreateTimer(static state => ((Acknowledger)state!).WakeUp(), this, Tick, Tick);
    }

    /// <summary>The last acknowledgement was sent, or at least begun.</summary>
    public bool IsFinished => isFinished;

    /// <summary>Looks again whether an acknowledgement is due. From any thread; never blocks.</summary>
    public void WakeUp() => wakeUps.Writer.TryWrite(true);

    /// <summary>Sends what is due until the session ends.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task RunAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        while (await wakeUps.Reader.WaitToReadAsync(cancellationToken))
        {
            wakeUps.Reader.TryRead(out _);
            await sending.WaitAsync(cancellationToken);
            try
            {
                uint due = isFinished ? 0 : counter.Take(sink.Committed, atOnce: false);
                if (due > 0)
                {
                    await SendAsync(due, cancellationToken);
                }
            }
            finally
            {
                sending.Release();
            }
        }
    }

    /// <summary>Answers a stop: everything committed, even if that is nothing, and never anything again (bbdo 2.5).</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public Task AnswerStopAsync(IEventSink sink, CancellationToken cancellationToken) =>
        FinishAsync(sink, evenNothing: true, cancellationToken);

    /// <summary>Sends what is committed and not acknowledged, and never anything again: the agent leaves.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public Task AcknowledgeLastAsync(IEventSink sink, CancellationToken cancellationToken) =>
        FinishAsync(sink, evenNothing: false, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        sending.Dispose();
    }

    private async Task FinishAsync(IEventSink sink, bool evenNothing, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            isFinished = true;
            uint due = counter.Take(sink.Committed, atOnce: true);
            if (due > 0 || evenNothing)
            {
                await SendAsync(due, cancellationToken);
            }
        }
        finally
        {
            sending.Release();
        }
    }

    private ValueTask SendAsync(uint events, CancellationToken cancellationToken) =>
        stream.WriteAsync(OutgoingPackets.Acknowledgement(events, inProtobuf), cancellationToken);
}
