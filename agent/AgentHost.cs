using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;

namespace Forwarder.Agent;

/// <summary>Composes the running agent from its parts.</summary>
internal static class AgentHost
{
    public static IHost Build(AgentConfiguration configuration)
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
        builder.Services.AddSingleton(services =>
            SpoolDatabase.Open(
                configuration.SpoolDirectory,
                configuration.SpoolLimits,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<SpoolDatabase>>()
            )
        );
        builder.Services.AddSingleton<SpoolSignal>();
        builder.Services.AddSingleton(services => new EventStage(
            configuration.Parameters,
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddSingleton<EventPipeline>();
        builder.Services.AddSingleton<IEventSinkProvider>(services => services.GetRequiredService<EventPipeline>());
        builder.Services.AddSingleton<PublishingCounters>();
        builder.Services.AddSingleton<HubState>();
        builder.Services.AddSingleton<PublisherToken>();
        builder.Services.AddSingleton<HubClient>();
        builder.Services.AddSingleton<RateMeter>();
        builder.Services.AddSingleton<HealthReporter>();
        // Ended in reverse order: first no broker sends any more, then the last commit, then publishing.
        builder.Services.AddHostedService<HealthEndpoint>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RateMeter>());
        builder.Services.AddHostedService<SpoolPublisher>();
        builder.Services.AddHostedService<InventoryLoader>();
        builder.Services.AddHostedService<HeartbeatService>();
        builder.Services.AddHostedService<PipelineClock>();
        builder.Services.AddHostedService<BrokerService>();
        return builder.Build();
    }
}
