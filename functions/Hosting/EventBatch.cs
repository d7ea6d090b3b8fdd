namespace Forwarder.Functions.Hosting;

/// <summary>The argument of an Event Hubs function: events of one partition in their order (platform.md 1.3).</summary>
internal sealed record EventBatch
{
    /// <summary>The same for all attempts of one retry sequence (platform.md 12).</summary>
    public required string InvocationId { get; init; }
    public required IReadOnlyList<HubEvent> Events { get; init; }

    /// <summary>Null in a manual run.</summary>
    public PartitionContext? Partition { get; init; }

    /// <summary>0 at the first attempt.</summary>
    public int RetryCount { get; init; }
}
