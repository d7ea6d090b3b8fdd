namespace Forwarder.Functions.Delivery;

/// <summary>What to do next with a chunk.</summary>
internal abstract record ChunkStep
{
    private ChunkStep() { }

    /// <summary>Send these events of the chunk, in this order.</summary>
    internal sealed record Send(IReadOnlyList<int> Positions) : ChunkStep;

    /// <summary>Send an own event that is certainly valid, to learn whether Canopsis takes anything.</summary>
    internal sealed record Probe : ChunkStep;

    /// <summary>Wait, then ask again.</summary>
    internal sealed record Pause(TimeSpan Time) : ChunkStep;

    /// <summary>Every event has its fate.</summary>
    internal sealed record Finished : ChunkStep;

    /// <summary>The lane stops here; events without a fate wait.</summary>
    internal sealed record Blocked(BlockReason Reason) : ChunkStep;
}
