using System.CommandLine;
using Microsoft.AspNetCore.WebUtilities;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent tap</c>: events as they leave the running agent, until enough were seen or somebody stops it.</summary>
internal static class TapCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create("The agent's configuration: its health_port is asked.");
        var port = AgentEndpoint.PortOption();
        var host = new Option<string?>("--host") { Description = "Only events of the host with this name or id." };
        var service = new Option<string?>("--service")
        {
            Description = "Only events of services with this name or id.",
        };
        var limit = LimitOption.Create("Ends after so many events; 0: never.");
        var json = new Option<bool>("--json") { Description = "The whole events, one JSON object per line." };
        var command = new Command(
            "tap",
            "Prints the events that leave the running agent, from now on. Secrets in texts are masked. Ctrl+C ends it."
        )
        {
            config,
            port,
            host,
            service,
            limit,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var error = parsed.InvocationConfiguration.Error;
                using var agent = AgentEndpoint.Connect(parsed.GetValue(port), parsed.GetRequiredValue(config), error);
                if (agent is null)
                {
                    return ExitCodes.Unusable;
                }
                agent.Timeout = Timeout.InfiniteTimeSpan;
                var query = QueryHelpers.AddQueryString(
                    "/tap",
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["host"] = parsed.GetValue(host),
                        ["service"] = parsed.GetValue(service),
                    }
                );
                var view = new TapView(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
                return await RunAsync(agent, query, parsed.MostOf(limit), view, error, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        HttpClient agent,
        string query,
        int wanted,
        TapView view,
        TextWriter error,
        CancellationToken stop
    )
    {
        const string Data = "data: ";
        try
        {
            using var lines = new StreamReader(await agent.GetStreamAsync(new Uri(query, UriKind.Relative), stop));
            while (wanted > 0 && await lines.ReadLineAsync(stop) is { } line)
            {
                if (line.StartsWith(Data, StringComparison.Ordinal))
                {
                    view.Print(line[Data.Length..]);
                    wanted--;
                }
            }
            return wanted == 0 ? ExitCodes.Done : Ended(agent, error);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return AgentEndpoint.TellUnreachable(agent, failure.GetBaseException().Message, error);
        }
    }

    private static int Ended(HttpClient agent, TextWriter error) =>
        AgentEndpoint.TellUnreachable(agent, "it has ended", error);
}
