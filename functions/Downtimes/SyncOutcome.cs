namespace Forwarder.Functions.Downtimes;

/// <summary>What one comparison of a customer's downtimes has done.</summary>
/// <param name="Plan">Null when Canopsis could not be read.</param>
internal sealed record SyncOutcome(DowntimePlan? Plan, DowntimeUpdate Update)
{
    public int Forgotten { get; init; }

    /// <summary>Deletions were held back, because they are suspiciously many.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Everything is as desired now.</summary>
    public bool IsWhole => Plan is { Waiting: 0 } && !IsStopped && Update is { Failed: 0, Left: 0, Outage: null };
}
