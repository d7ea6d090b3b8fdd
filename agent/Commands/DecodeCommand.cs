using System.CommandLine;
using System.Text.Json;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent decode FILE</c>: what a recorded session of a broker contains. One JSON line per event on stdout,
/// one line of counts on stderr.
/// </summary>
internal static class DecodeCommand
{
    /// <summary>Exit code when the file cannot be opened or read; 0 stands for "read to its end", whatever it contains.</summary>
    public const int Unreadable = 2;

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Bytes of one connection as the broker sent them, from its first packet on; - reads stdin.",
        };
        var command = new Command("decode", "Prints the events of a recorded broker session as JSON lines.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(file), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream recording = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await using var lines = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);
            DecodeCounts counts = await SessionDump.RunAsync(recording, lines, cancellationToken);
            await Console.Error.WriteLineAsync(JsonSerializer.Serialize(counts, DecodeJson.Default.DecodeCounts));
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"canopsis-agent decode: {file} cannot be read: {failure.Message}");
            return Unreadable;
        }
    }
}
