using System.Text.Json.Serialization;

namespace Forwarder.Agent.Commands;

/// <summary>The last line that <c>decode</c> prints, on stderr.</summary>
internal sealed record DecodeCounts
{
    /// <summary>Decoded events by the name of the catalogue, those of the protocol included.</summary>
    public SortedDictionary<string, long> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Events whose id the catalogue does not have, by id.</summary>
    public SortedDictionary<uint, long> Unknown { get; } = [];

    /// <summary>Events of a known id whose payload is not what the id says, by id.</summary>
    public SortedDictionary<uint, long> Undecodable { get; } = [];

    /// <summary>Events that an agent would acknowledge.</summary>
    public long ToAcknowledge { get; set; }

    /// <summary>Stretches dropped in search of a valid packet header.</summary>
    public long SkippedRuns { get; set; }

    public long SkippedBytes { get; set; }

    /// <summary>Bytes of a packet that the end of the recording cut.</summary>
    public long IncompleteTailBytes { get; set; }

    /// <summary>Events of which packets are missing.</summary>
    public long IncompleteEvents { get; set; }
}
