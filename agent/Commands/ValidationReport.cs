namespace Forwarder.Agent.Commands;

/// <summary>What <c>validate</c> found.</summary>
/// <param name="Config">The file.</param>
/// <param name="Valid">Whether the agent would start with it.</param>
/// <param name="Problems">All at once.</param>
/// <param name="Checks">Of the hub, in their order; null without <c>--online</c>.</param>
internal sealed record ValidationReport(
    string Config,
    bool Valid,
    IReadOnlyList<ValidationReport.Problem> Problems,
    IReadOnlyList<OnlineCheck>? Checks
)
{
    /// <summary>One thing wrong; a warning leaves the configuration valid.</summary>
    internal sealed record Problem(string Level, string Parameter, string? Value, string Remedy);
}
