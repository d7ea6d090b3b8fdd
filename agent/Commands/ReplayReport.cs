namespace Forwarder.Agent.Commands;

/// <summary>What <c>replay</c> did.</summary>
/// <param name="Recording">What the file contains.</param>
/// <param name="Events">What inventory and filters made of it.</param>
/// <param name="Packs">Packs made.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Spooled">True when they are in the spool now.</param>
/// <param name="SpoolDirectory">Which spool.</param>
internal sealed record ReplayReport(
    DecodeCounts Recording,
    StageReport Events,
    int Packs,
    long Bytes,
    bool Spooled,
    string SpoolDirectory
)
{
    /// <summary>For readers.</summary>
    public override string ToString()
    {
        var fate =
            Packs == 0 ? "nothing to publish"
            : Spooled ? $"in the spool {SpoolDirectory}; the agent publishes them when it runs"
            : "nothing was written (--dry-run)";
        return $"""
            events read {Recording.Events.Values.Sum()}, unknown {Recording.Unknown.Values.Sum()}, undecodable {Recording.Undecodable.Values.Sum()}, incomplete {Recording.IncompleteEvents}, bytes skipped {Recording.SkippedBytes}
            {Events}
            packs {Packs}, {Bytes} bytes: {fate}
            """;
    }
}
