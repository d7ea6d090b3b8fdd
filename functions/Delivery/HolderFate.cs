namespace Forwarder.Functions.Delivery;

/// <summary>What is known about the holder of a lease that was not given back.</summary>
internal enum HolderFate
{
    /// <summary>It may be at work.</summary>
    Unknown,

    /// <summary>It ran in this process and stopped without giving the lease back, because Table storage failed.</summary>
    Abandoned,

    /// <summary>It ran in this process and something unforeseen ended it: as far as its pack is concerned, a crash.</summary>
    Faulted,

    /// <summary>Its process has ended.</summary>
    Dead,
}
