namespace Forwarder.Agent.Running;

/// <summary>Tells systemd that the agent lives, as long as the pipeline's clock does: one that hangs is restarted.</summary>
internal sealed class WatchdogService(ServiceManager manager, PipelineClock clock, TimeProvider time)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (manager.Watchdog is not { } limit)
        {
            return;
        }
        var seen = 0L;
        using var timer = new PeriodicTimer(limit / 3, time);
        do
        {
            var ticks = clock.Ticks;
            if (ticks != seen)
            {
                seen = ticks;
                manager.Alive();
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
