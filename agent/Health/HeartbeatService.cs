namespace Forwarder.Agent.Health;

/// <summary>
/// Sends a heartbeat every minute, the first as soon as it can be committed. One that cannot be committed, or finds the
/// spool full, is not sent: the silence is what alarms.
/// </summary>
internal sealed class HeartbeatService(EventPipeline pipeline, HealthReporter reporter, TimeProvider time)
    : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FirstPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (pipeline.TrySend(HeartbeatLine.From(reporter.Read(), time.GetUtcNow()).ToUtf8()))
            {
                timer.Period = Period;
            }
        }
    }
}
