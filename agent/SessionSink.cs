using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Spool;

namespace Forwarder.Agent;

/// <summary>One broker session's side of the pipeline: how far it was accepted, how far it is committed.</summary>
internal sealed class SessionSink(EventPipeline pipeline, BrokerPeer peer, DateTimeOffset started, Action committed)
    : IEventSink
{
    private long committedEvents;

    /// <inheritdoc/>
    public long Committed => Volatile.Read(ref committedEvents);

    /// <summary>Who is at the other end.</summary>
    public BrokerPeer Peer => peer;

    /// <summary>The senders that it brings; touched only under the pipeline's lock.</summary>
    public SenderSession Senders { get; } = DuplicateSenders.Open(peer);

    /// <summary>Events accepted into memory; touched only under the pipeline's lock.</summary>
    public long Accepted { get; set; }

    /// <summary>Those that another session forwards; touched only under the pipeline's lock.</summary>
    public long Duplicates { get; set; }

    /// <inheritdoc/>
    public ValueTask AcceptAsync(
        in ReceivedEvent received,
        BrokerEvent? decoded,
        CancellationToken cancellationToken
    ) => pipeline.AcceptAsync(this, received, decoded, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken) =>
        // a disk may hang for longer than a leaving broker waits; the commit then ends without anybody waiting for it
        new(Task.Run(pipeline.Commit, CancellationToken.None).WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        pipeline.Close(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What a commit made now covers.</summary>
    public SessionCoverage Coverage() => new($"{peer.Session}", peer.Address, started, Accepted);

    /// <summary>The commit succeeded.</summary>
    public void CommitAccepted()
    {
        if (committedEvents != Accepted)
        {
            Volatile.Write(ref committedEvents, Accepted);
            committed();
        }
    }

    /// <summary>For the health view.</summary>
    public SessionReading Read() =>
        new(peer.Address, peer.BrokerName, peer.PollerName, started, Accepted, Committed, Duplicates);
}
