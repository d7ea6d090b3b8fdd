namespace Forwarder.Functions.Delivery;

/// <summary>What the holder of a lease has done since its last write, and how it goes on.</summary>
internal sealed record LaneReport
{
    /// <summary>In order. All but the last are finished.</summary>
    public IReadOnlyList<PackReport> Packs { get; init; } = [];

    public DuplicateTally Duplicates { get; init; }

    /// <summary>Change of the number of open dead letters.</summary>
    public long OpenDeadLetters { get; init; }

    public long Redriven { get; init; }

    /// <summary>The pack to be opened next, when it may be one that ends the process.</summary>
    public PackKey? Next { get; init; }

    /// <summary>Null while the holder goes on.</summary>
    public LaneEnd? End { get; init; }
}
