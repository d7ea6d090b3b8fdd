namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>What decompressing told about the bytes.</summary>
internal enum InflateResult
{
    /// <summary>A whole zlib stream of the expected size with a valid checksum.</summary>
    Finished,

    /// <summary>Nothing is wrong so far; the end is missing.</summary>
    TooShort,

    /// <summary>Certainly not what was expected.</summary>
    Invalid,
}
