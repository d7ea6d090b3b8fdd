using System.CommandLine;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent run</c>: the service.</summary>
internal static class RunCommand
{
    private const int Invalid = 2;

    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description =
                "The configuration. Variables CANOPSIS_AGENT_<NAME> of the environment replace its parameters.",
            DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
        };
        var command = new Command("run", "Accepts brokers, spools their events and publishes them.") { config };
        command.SetAction((result, stop) => RunAsync(result.GetValue(config)!, stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken stop)
    {
        var problems = new List<ParameterProblem>();
        var configuration = ConfigurationFile.Read(path, Environment.GetEnvironmentVariables(), problems);
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem.ToString());
        }
        if (configuration is null)
        {
            return Invalid;
        }
        using var host = Build(configuration);
        await host.RunAsync(stop);
        return 0;
    }

    private static IHost Build(AgentConfiguration configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton(configuration.Hub);
        builder.Services.AddSingleton(_ => SpoolDatabase.Open(configuration.SpoolDirectory));
        builder.Services.AddSingleton<SpoolSignal>();
        builder.Services.AddSingleton(services => new EventStage(
            configuration.Parameters,
            services.GetRequiredService<SpoolDatabase>().ReadInventory(),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddSingleton<EventPipeline>();
        builder.Services.AddSingleton<IEventSinkProvider>(services => services.GetRequiredService<EventPipeline>());
        builder.Services.AddSingleton<PublishingCounters>();
        builder.Services.AddSingleton<PublisherToken>();
        builder.Services.AddSingleton<HubClient>();
        builder.Services.AddSingleton<HealthReporter>();
        // Ended in reverse order: first no broker sends any more, then the last commit, then publishing.
        builder.Services.AddHostedService<HealthEndpoint>();
        builder.Services.AddHostedService<SpoolPublisher>();
        builder.Services.AddHostedService<PipelineClock>();
        builder.Services.AddHostedService<BrokerService>();
        return builder.Build();
    }
}
