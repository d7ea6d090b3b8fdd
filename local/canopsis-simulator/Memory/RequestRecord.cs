namespace Forwarder.Simulator.Memory;

/// <summary>One request as it is remembered. Credentials are not.</summary>
internal sealed record RequestRecord
{
    /// <summary>Position among all requests, from 1 on.</summary>
    public required int Order { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    /// <summary>Status that was answered; 0 when the connection was reset instead.</summary>
    public required int Status { get; init; }

    /// <summary>Number of events in it.</summary>
    public required int Events { get; init; }

    /// <summary>Raw body; null when it was too many events ago.</summary>
    public byte[]? Body { get; set; }

    /// <summary>JSON that holds the events: <see cref="Body"/> itself, except for a form.</summary>
    public byte[]? EventBytes { get; set; }
}
