namespace Forwarder.Agent.Health;

/// <summary>Events per second over the last minute, from a sample of the counts every few seconds.</summary>
internal sealed class RateMeter(EventPipeline pipeline, TimeProvider time) : BackgroundService
{
    private const int MostSamples = 13;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Queue<Sample> samples = new();

    /// <summary>From the oldest sample to <paramref name="now"/>.</summary>
    public HealthReport.RateReport Read(PipelineReading now)
    {
        lock (gate)
        {
            if (!samples.TryPeek(out var first))
            {
                return new HealthReport.RateReport(0, 0, 0, 0);
            }
            var seconds = Math.Max(time.GetElapsedTime(first.At).TotalSeconds, 0.001);
            return new HealthReport.RateReport(
                Math.Round(seconds, 1),
                Rate(now.Counters.All - first.Received),
                Rate(now.Counters.Spooled - first.Spooled),
                Rate(now.Spool.Published - first.Published)
            );

            double Rate(long events) => Math.Round(Math.Max(0, events) / seconds, 1);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            TakeSample(pipeline.Read());
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void TakeSample(PipelineReading reading)
    {
        lock (gate)
        {
            samples.Enqueue(
                new Sample(time.GetTimestamp(), reading.Counters.All, reading.Counters.Spooled, reading.Spool.Published)
            );
            if (samples.Count > MostSamples)
            {
                samples.Dequeue();
            }
        }
    }

    private readonly record struct Sample(long At, long Received, long Spooled, long Published);
}
