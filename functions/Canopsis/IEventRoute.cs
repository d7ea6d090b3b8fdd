namespace Forwarder.Functions.Canopsis;

/// <summary>Where events of one customer go.</summary>
internal interface IEventRoute
{
    int MaxEventsPerRequest { get; }

    /// <summary>For one attempt of a request, its answer included.</summary>
    TimeSpan AttemptTimeout { get; }

    /// <summary>Sends the first <paramref name="count"/> events of a chunk; never throws for what Canopsis or the network does.</summary>
    /// <param name="deadline">No attempt is started after it.</param>
    Task<CanopsisAnswer> SendAsync(EventChunk chunk, int count, Deadline deadline, CancellationToken cancellation);
}
