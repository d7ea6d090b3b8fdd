namespace Forwarder.Functions.Delivery;

/// <summary>How long lanes may take.</summary>
internal sealed record LaneSettings
{
    /// <summary>A run that delivers packs from the hub, and the queue behind them, gives its lease back after this time.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until a lane that Canopsis does not take events of is tried again, unless Canopsis asks for more patience.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The patience that Canopsis can ask for.</summary>
    public TimeSpan LongestProbeInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Packs of the queue read at once.</summary>
    public QueueLimit Window { get; init; } = new(500, 4 * 1024 * 1024);

    /// <summary>Packs of the queue looked at ahead when the oldest are too old to be sent.</summary>
    public QueueLimit LookAhead { get; init; } = new(5000, 16 * 1024 * 1024);
}
