namespace Forwarder.Agent;

/// <summary>Drives <see cref="EventPipeline.Tick"/>, and commits a last time when the agent ends.</summary>
internal sealed class PipelineClock(EventPipeline pipeline, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    private long ticks;

    /// <summary>Grows as long as the pipeline does not hang.</summary>
    public long Ticks => Volatile.Read(ref ticks);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                pipeline.Tick();
                Volatile.Write(ref ticks, ticks + 1);
            }
        }
        finally
        {
            pipeline.Commit();
        }
    }
}
