using System.CommandLine;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Commands;

/// <summary>The loopback endpoint of the running agent, as commands of the same machine reach it.</summary>
internal static class AgentEndpoint
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static Option<int?> PortOption() =>
        new("--port") { Description = "The agent's health_port; without it that of --config." };

    /// <summary>A client for it; null, and the reason on stderr, when no port is known.</summary>
    public static HttpClient? Connect(int? port, string config, TextWriter error)
    {
        port ??= ConfigurationFile.HealthPort(config, Environment.GetEnvironmentVariables(), out var problem)
            is { } found
            ? found
            : Tell(problem!, error);
        return port is not { } known
            ? null
            : new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Timeout })
            {
                BaseAddress = new Uri($"http://127.0.0.1:{known}"),
                Timeout = Timeout,
            };
    }

    /// <summary>Says that nothing answers, and what to do.</summary>
    public static int TellUnreachable(HttpClient agent, string cause, TextWriter error)
    {
        error.WriteLine(
            $"health_port = {agent.BaseAddress!.Port}: No agent answers there: {cause}. Is it running? systemctl status canopsis-agent"
        );
        return ExitCodes.Unreachable;
    }

    private static int? Tell(Contracts.Parameters.ParameterProblem problem, TextWriter error)
    {
        error.WriteLine(problem.ToString());
        return null;
    }
}
