using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Logging;

/// <summary>What is logged, where and in which form.</summary>
/// <param name="Level">1: errors and notices; 2: warnings and information too; 3: everything.</param>
/// <param name="AsJson">One JSON object per line instead of text for people.</param>
/// <param name="File">Beside standard output; empty: no file.</param>
/// <param name="IsFileDemanded">The operator named it: the agent does not start without it.</param>
internal sealed record LogSettings(int Level, bool AsJson, string File, bool IsFileDemanded)
{
    internal static LogSettings From(ParameterSet parameters) =>
        new(
            (int)parameters.Number("log_level")!.Value,
            parameters.Text("log_format") == "json",
            parameters.Text("logfile"),
            parameters.IsSet("logfile")
        );
}
