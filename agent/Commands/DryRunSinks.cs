using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;

namespace Forwarder.Agent.Commands;

/// <summary>Sinks that show what would leave and never cover an event: no broker is acknowledged anything.</summary>
/// <param name="stage">Inventory and filters of all sessions.</param>
/// <param name="lines">Takes the lines of packs.</param>
/// <param name="closed">Called when <paramref name="lines"/> refuses: its reader has gone.</param>
internal sealed class DryRunSinks(TellingStage stage, Stream lines, Action closed) : IEventSinkProvider
{
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public IEventSink Open(BrokerPeer peer, Action committed) => new Sink(this, DuplicateSenders.Open(peer));

    /// <summary>Reads what no event may change meanwhile.</summary>
    public T Read<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }

    private void Accept(SenderSession session, in ReceivedEvent received, BrokerEvent? decoded)
    {
        lock (gate)
        {
            try
            {
                stage.Process(session, received, decoded, Print);
                lines.Flush();
            }
            catch (IOException)
            {
                closed();
            }
        }
    }

    private void Print(ReadOnlySpan<byte> line)
    {
        lines.Write(line);
        lines.WriteByte((byte)'\n');
    }

    private sealed class Sink(DryRunSinks all, SenderSession session) : IEventSink
    {
        public long Committed => 0;

        public ValueTask AcceptAsync(
            in ReceivedEvent received,
            BrokerEvent? decoded,
            CancellationToken cancellationToken
        )
        {
            all.Accept(session, received, decoded);
            return ValueTask.CompletedTask;
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync()
        {
            lock (all.gate)
            {
                DuplicateSenders.Close(session);
            }
            return ValueTask.CompletedTask;
        }
    }
}
