namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Where the events of one broker session go. The session calls it from its own loop, in reception order, one call at a
/// time; <see cref="Committed"/> may be read from any thread.
/// </summary>
internal interface IEventSink : IAsyncDisposable
{
    /// <summary>
    /// Countable events of this session, by their ordinal, that are durably stored together with everything before them.
    /// Only these are acknowledged to the broker. Never decreases.
    /// </summary>
    long Committed { get; }

    /// <summary>
    /// Takes one countable event; waiting here is the back-pressure of the whole agent. Both arguments are reused: what is
    /// to be kept must be copied before the call ends.
    /// </summary>
    /// <param name="received">The event with its ordinal, and the reason when it is not decoded.</param>
    /// <param name="decoded">Its fields; null for an unknown id and for a payload that cannot be decoded.</param>
    /// <param name="cancellationToken">Ends with the session.</param>
    ValueTask AcceptAsync(in ReceivedEvent received, BrokerEvent? decoded, CancellationToken cancellationToken);

    /// <summary>Commits everything accepted so far now: the broker wants to leave and waits for its last acknowledgement.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
