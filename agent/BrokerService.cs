using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent;

/// <summary>Runs the listener; the first to end, so that what brokers sent until then is in the last commit.</summary>
internal sealed class BrokerService(
    AgentConfiguration configuration,
    IEventSinkProvider sinks,
    TimeProvider time,
    ILogger<BrokerListener> logger
) : BackgroundService
{
    private const int MaxSessions = 64;

    private readonly BrokerListener listener = new(
        configuration.Listen,
        MaxSessions,
        sinks,
        new SessionSettings(),
        time,
        logger
    );

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        listener.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => listener.RunAsync(stoppingToken);
}
