namespace Forwarder.Functions.Delivery;

/// <summary>What became of lines of packs. Heartbeats and unknown kinds are no events, but lines.</summary>
internal readonly record struct LineTally
{
    public long Delivered { get; init; }

    /// <summary>Downtimes that became a desired state.</summary>
    public long DesiredState { get; init; }

    /// <summary>Nothing is to be sent for them.</summary>
    public long NotMapped { get; init; }
    public long DeadLettered { get; init; }

    /// <summary>Statuses too old to be sent, followed by a later one of the same object.</summary>
    public long Superseded { get; init; }
    public long Heartbeats { get; init; }
    public long Unknown { get; init; }

    public long Total => Delivered + DesiredState + NotMapped + DeadLettered + Superseded + Heartbeats + Unknown;

    public bool HasNegative =>
        (Delivered | DesiredState | NotMapped | DeadLettered | Superseded | Heartbeats | Unknown) < 0;

    public static LineTally operator +(LineTally left, LineTally right) =>
        new()
        {
            Delivered = left.Delivered + right.Delivered,
            DesiredState = left.DesiredState + right.DesiredState,
            NotMapped = left.NotMapped + right.NotMapped,
            DeadLettered = left.DeadLettered + right.DeadLettered,
            Superseded = left.Superseded + right.Superseded,
            Heartbeats = left.Heartbeats + right.Heartbeats,
            Unknown = left.Unknown + right.Unknown,
        };
}
