namespace Forwarder.Functions.Hosting;

/// <summary>One event of the hub. Everything but the body is optional: manual runs and other hosts leave it out.</summary>
internal sealed record HubEvent
{
    /// <summary>The bytes as published. A body that the host did not send as base64 is given as the text that it sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Set by the broker, for events posted through a publisher endpoint only; the sender cannot forge it.</summary>
    public string? Publisher { get; init; }

    /// <summary>Chosen by the sender.</summary>
    public string? PartitionKey { get; init; }

    public long? SequenceNumber { get; init; }
    public string? Offset { get; init; }
    public DateTimeOffset? EnqueuedAt { get; init; }
}
