namespace Forwarder.Functions.Delivery;

/// <summary>How long lanes may take.</summary>
internal sealed record LaneSettings
{
    /// <summary>An invocation waits no longer for its lanes; what is not delivered then is parked.</summary>
    public TimeSpan Invocation { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the other lanes of an invocation get when its first lane has finished, and what any lane gets for one answer.</summary>
    public TimeSpan LaneBudget { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The same for a lane whose customer answered late before: its packs are parked, and follow in the background.</summary>
    public TimeSpan SlowPatience { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a customer counts as late.</summary>
    public TimeSpan SlowMemory { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A pass of the timer begins no request after this time.</summary>
    public TimeSpan Pass { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An invocation of the timer waits no longer for what it began: it is due again every 15 s.</summary>
    public TimeSpan PassWait { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>What one lane gets before it is the turn of the next one of the same customer.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Lanes of one customer that are emptied at the same time.</summary>
    public int LanesAtOnce { get; init; } = 4;

    /// <summary>A run that delivers packs from the hub, and the queue behind them, gives its lease back after this time.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until a lane that Canopsis does not take events of is tried again, unless Canopsis asks for more patience.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The patience that Canopsis can ask for.</summary>
    public TimeSpan LongestProbeInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Until Canopsis is tried again.</summary>
    /// <param name="asked">What it asked for; null when it did not.</param>
    public TimeSpan PatienceFor(TimeSpan? asked) =>
        asked is not { } patience ? ProbeInterval
        : patience < LongestProbeInterval ? patience
        : LongestProbeInterval;

    /// <summary>Packs of the queue read at once.</summary>
    public QueueLimit Window { get; init; } = new(500, 4 * 1024 * 1024);

    /// <summary>Packs of the queue looked at ahead when the oldest are too old to be sent.</summary>
    public QueueLimit LookAhead { get; init; } = new(5000, 16 * 1024 * 1024);
}
