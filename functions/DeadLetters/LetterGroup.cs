namespace Forwarder.Functions.DeadLetters;

/// <summary>Dead letters of one customer, cause and state.</summary>
internal sealed record LetterGroup(string Customer, string Cause, string State)
{
    public long Count { get; init; }
    public DateTimeOffset? Oldest { get; init; }
    public DateTimeOffset? Newest { get; init; }

    /// <summary>Id of the newest, to look at.</summary>
    public string? Example { get; init; }
}
