namespace Forwarder.Functions.Downtimes;

/// <summary>What Canopsis answered when something was looked up.</summary>
/// <param name="Value">Null: there is none.</param>
/// <param name="AskedAt">Null: not known, or not believed any more.</param>
/// <param name="BusyUntil">Somebody is looking it up until then.</param>
internal sealed record CachedId(string? Value, DateTimeOffset? AskedAt, DateTimeOffset? BusyUntil)
{
    public static readonly CachedId Unknown = new(null, null, null);

    /// <summary>What is there seldom changes.</summary>
    private static readonly TimeSpan LifeOfFound = TimeSpan.FromHours(1);

    /// <summary>What is not there is looked up by each pass of the timer.</summary>
    private static readonly TimeSpan LifeOfMissing = TimeSpan.FromSeconds(45);

    public bool IsFresh(DateTimeOffset now) =>
        AskedAt is { } asked && asked + (Value is null ? LifeOfMissing : LifeOfFound) > now;

    public bool IsBusy(DateTimeOffset now) => BusyUntil > now;
}
