namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>What an event says about a downtime's place in Canopsis.</summary>
internal enum DowntimePhase
{
    /// <summary>Not yet to be shown: it waits for its start.</summary>
    Awaited,

    /// <summary>To be shown in Canopsis.</summary>
    Present,

    /// <summary>Over, cancelled or removed: not to be shown any more.</summary>
    Ended,
}
