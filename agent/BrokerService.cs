using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent;

/// <summary>
/// Runs the sessions with brokers, whoever connects; the first to end, so that what brokers sent until then is in the last
/// commit.
/// </summary>
internal sealed class BrokerService(
    AgentConfiguration configuration,
    IEventSinkProvider sinks,
    TimeProvider time,
    ILoggerFactory loggers
) : BackgroundService
{
    private readonly SessionHost sessions = new(
        sinks,
        configuration.Brokers.Session,
        time,
        loggers.CreateLogger<SessionHost>()
    );
    private BrokerListener? listener;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listener = new BrokerListener(
            configuration.Brokers.Listener,
            sessions,
            time,
            loggers.CreateLogger<BrokerListener>()
        );
        listener.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        listener?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ILogger<BrokerConnector> logger = loggers.CreateLogger<BrokerConnector>();
        IEnumerable<Task> connections = configuration.Brokers.Listening.Select(broker =>
            new BrokerConnector(broker, sessions, time, logger).RunAsync(stoppingToken)
        );
        return Task.WhenAll([listener!.RunAsync(stoppingToken), .. connections]);
    }
}
