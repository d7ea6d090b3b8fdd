using System.Diagnostics;
using System.Text.Json.Nodes;
using Forwarder.Functions.Tests.Hosting;

namespace Forwarder.Functions.Tests.Commands;

/// <summary>What the built executable printed, run as an operator does.</summary>
internal sealed record CommandOutput(int ExitCode, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out) ?? throw new InvalidOperationException("Nothing was printed.");

    public static async Task<CommandOutput> RunAsync(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = ForwarderProcess.StartInfo(arguments, settings);
        foreach (var inherited in new[] { "AzureWebJobsStorage", "CUSTOMERS_DIR" })
        {
            if (!settings.Any(setting => setting.Name == inherited))
            {
                start.Environment.Remove(inherited);
            }
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CommandOutput(process.ExitCode, await output, await error);
    }
}
