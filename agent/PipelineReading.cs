using Forwarder.Agent.Spool;

namespace Forwarder.Agent;

/// <summary>The pipeline's counts at one instant.</summary>
/// <param name="Counters">Since the start of the agent.</param>
/// <param name="Held">Events that wait for their object to be announced.</param>
/// <param name="Open">Events accepted into a pack that is not committed yet.</param>
/// <param name="Truncated">Events whose longest text was cut.</param>
/// <param name="CutTexts">Texts of the configuration that were too long to be kept whole.</param>
/// <param name="UnreadableRows">Rows of the inventory that the start could not read.</param>
/// <param name="Unnamed">Statuses of hosts and services whose configuration never came.</param>
/// <param name="IsLoaded">False while the inventory is read from the spool: all counts are 0.</param>
/// <param name="CanCommit">False while the database refuses.</param>
/// <param name="Sessions">Live broker sessions.</param>
/// <param name="Spool">The spool's counts at the same instant.</param>
internal sealed record PipelineReading(
    EventCounters Counters,
    long Held,
    long Open,
    long Truncated,
    long CutTexts,
    long UnreadableRows,
    long Unnamed,
    bool IsLoaded,
    bool CanCommit,
    IReadOnlyList<SessionReading> Sessions,
    SpoolReading Spool
);
