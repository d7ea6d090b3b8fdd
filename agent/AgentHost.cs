using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Logging;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Running;
using Forwarder.Agent.Spool;

namespace Forwarder.Agent;

/// <summary>Composes the running agent from its parts.</summary>
internal static class AgentHost
{
    /// <exception cref="IOException">The log file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static IHost Build(AgentConfiguration configuration, ServiceManager manager)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var log = new AgentLoggerProvider(configuration.Log, TimeProvider.System);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(_ => log);
        builder.Services.AddSingleton(manager);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton(configuration.Hub);
        builder.Services.AddSingleton(services =>
            SpoolDatabase.Open(
                configuration.SpoolDirectory,
                configuration.SpoolLimits,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<SpoolDatabase>>(),
                manager.Working
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
        builder.Services.AddSingleton(_ => HubConnection.Create(configuration.Hub));
        builder.Services.AddSingleton(services => Credential(configuration.Hub, services));
        builder.Services.AddSingleton<HubClient>();
        builder.Services.AddSingleton<PackSender>();
        builder.Services.AddSingleton<PipelineClock>();
        builder.Services.AddSingleton<RateMeter>();
        builder.Services.AddSingleton<HealthReporter>();
        // Ended in reverse order: first no broker sends any more, then the last commit, then publishing.
        builder.Services.AddHostedService<HealthEndpoint>();
        builder.Services.AddHostedService<OtlpExport>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RateMeter>());
        builder.Services.AddHostedService<TokenWatch>();
        builder.Services.AddHostedService<SpoolPublisher>();
        builder.Services.AddHostedService<InventoryLoader>();
        builder.Services.AddHostedService<HeartbeatService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PipelineClock>());
        builder.Services.AddHostedService<WatchdogService>();
        builder.Services.AddHostedService<BrokerService>();
        return builder.Build();
    }

    private static IHubCredential Credential(HubConfiguration hub, IServiceProvider services) =>
        hub.Entra is { } entra
            ? new EntraToken(entra, services.GetRequiredService<HttpClient>())
            : new PublisherToken(
                hub,
                services.GetRequiredService<HubState>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<PublisherToken>>()
            );
}
