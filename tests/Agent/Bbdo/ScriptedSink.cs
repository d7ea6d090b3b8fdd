using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A sink that remembers what it was given and commits what a test tells it to.</summary>
internal sealed class ScriptedSink(Action committedChanged) : IEventSink
{
    private readonly Lock gate = new();
    private readonly List<ReceivedEvent> accepted = [];
    private long committed;

    public long Committed => Volatile.Read(ref committed);

    public bool IsDisposed { get; private set; }

    /// <summary>What a stop commits: by default everything accepted.</summary>
    public Func<CancellationToken, Task>? OnCommit { get; set; }

    /// <summary>Is told how many events were accepted so far.</summary>
    public Action<long>? OnAccepted { get; set; }

    /// <summary>Holds the session back while it is not completed.</summary>
    public Task BackPressure { get; set; } = Task.CompletedTask;

    public IReadOnlyList<ReceivedEvent> Accepted
    {
        get
        {
            lock (gate)
            {
                return [.. accepted];
            }
        }
    }

    public void Commit(long events)
    {
        Volatile.Write(ref committed, events);
        committedChanged();
    }

    public ValueTask AcceptAsync(in ReceivedEvent received, BrokerEvent? decoded, CancellationToken cancellationToken)
    {
        Assert.Equal(received.Fault == EventFault.None, decoded is not null);
        long count;
        lock (gate)
        {
            accepted.Add(received with { Payload = default });
            count = accepted.Count;
        }

        OnAccepted?.Invoke(count);
        return new ValueTask(BackPressure.WaitAsync(cancellationToken));
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (OnCommit is null)
        {
            Commit(Accepted.Count);
        }
        else
        {
            await OnCommit(cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
