namespace Forwarder.Functions.Downtimes;

/// <summary>A pbehavior as Canopsis lists it (canopsis-api.md 3.1 and 3.3); times in Unix seconds.</summary>
internal sealed record ListedPbehavior(string Id, string Name)
{
    public long? Start { get; init; }
    public long? Stop { get; init; }
    public bool IsEnabled { get; init; } = true;

    /// <summary>For recurring ones the list shows the window of the next occurrence, not the one that was sent.</summary>
    public bool IsRecurring { get; init; }

    /// <summary>The one entity of its pattern; null for any other pattern.</summary>
    public string? Entity { get; init; }

    public IReadOnlyList<string> Comments { get; init; } = [];
}
