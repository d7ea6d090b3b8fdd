using System.CommandLine;
using System.Text.Json;
using Forwarder.Agent.Health;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent status</c>: whether the running agent is well, and what it has done.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create("The agent's configuration: its health_port is asked.");
        var port = AgentEndpoint.PortOption();
        var json = new Option<bool>("--json") { Description = "The answer of GET /health as it is." };
        var command = new Command(
            "status",
            "Tells whether the running agent is well: broker sessions, events and drops by reason, spool, publishing."
        )
        {
            config,
            port,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var error = parsed.InvocationConfiguration.Error;
                using var agent = AgentEndpoint.Connect(parsed.GetValue(port), parsed.GetRequiredValue(config), error);
                return agent is null
                    ? ExitCodes.Unusable
                    : await RunAsync(agent, parsed.GetValue(json), parsed.InvocationConfiguration.Output, error, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        HttpClient agent,
        bool asJson,
        TextWriter output,
        TextWriter error,
        CancellationToken stop
    )
    {
        try
        {
            // not well is another status code, with the same body
            using var answer = await agent.GetAsync(new Uri("/health", UriKind.Relative), stop);
            var body = await answer.Content.ReadAsStringAsync(stop);
            var report = JsonSerializer.Deserialize(body, HealthJson.Default.HealthReport)!;
            await output.WriteLineAsync(asJson ? body : StatusView.Text(report, TimeProvider.System.GetUtcNow()));
            return report.IsWell() ? ExitCodes.Done : ExitCodes.No;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or JsonException or TaskCanceledException
                && !stop.IsCancellationRequested
            )
        {
            return AgentEndpoint.TellUnreachable(agent, failure.GetBaseException().Message, error);
        }
    }
}
