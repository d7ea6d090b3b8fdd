using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent version</c>: what is asked for first when something is reported.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("version", "Prints the versions of the agent and of what it stands on.") { json };
        command.SetAction(result => Print(result.InvocationConfiguration.Output, result.GetValue(json)));
        return command;
    }

    private static void Print(TextWriter output, bool asJson)
    {
        var report = new VersionReport(
            "canopsis-agent",
            typeof(VersionCommand)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            RuntimeInformation.FrameworkDescription,
            SqliteVersion(),
            RuntimeInformation.RuntimeIdentifier,
            RuntimeInformation.OSDescription
        );
        output.WriteLine(
            asJson
                ? JsonSerializer.Serialize(report, CommandJson.Readable.VersionReport)
                : $"{report.Name} {report.Version} ({report.Runtime}, SQLite {report.Sqlite}, {report.Platform}, {report.System})"
        );
    }

    private static string SqliteVersion()
    {
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        return memory.ServerVersion;
    }
}
