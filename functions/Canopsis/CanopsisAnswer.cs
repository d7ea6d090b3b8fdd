namespace Forwarder.Functions.Canopsis;

/// <summary>The classified answer to one request with events.</summary>
internal sealed record CanopsisAnswer(AnswerClass Class)
{
    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>For logs: what happened when there was no usable answer. Never a text that Canopsis sent.</summary>
    public string? Detail { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Attempts of which nobody knows whether Canopsis took the events.</summary>
    public int Unanswered { get; init; }

    /// <summary>Positions in the request of the events that Canopsis lists as failed, ascending.</summary>
    public IReadOnlyList<int> RefusedEvents { get; init; } = [];
}
