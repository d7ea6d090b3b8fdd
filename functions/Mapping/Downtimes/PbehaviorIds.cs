namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>What only Canopsis knows and creations need.</summary>
/// <param name="Type">Id of the type of downtimes; null while unknown.</param>
/// <param name="Reason">Id of their reason; null while unknown.</param>
/// <param name="NeedsColour">Canopsis 22.10 refuses creations without colour; later versions do not ask for one.</param>
internal sealed record PbehaviorIds(string? Type, string? Reason, bool NeedsColour = false)
{
    private const string VersionWithColour = "22.10";

    /// <summary>Stand for the ids where nobody is asked.</summary>
    public static PbehaviorIds Placeholders { get; } = new("<type>", "<reason>");

    /// <summary>By the version text of Canopsis, as the reference judges it: a patch level or suffix must follow.</summary>
    public static bool IsVersionWithColour(string? version) =>
        version?.IndexOf(VersionWithColour, StringComparison.Ordinal) is >= 0 and var at
        && at + VersionWithColour.Length < version.Length;
}
