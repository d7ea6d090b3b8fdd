namespace Forwarder.Agent.Publishing;

/// <summary>
/// Says once what is wrong, not at every attempt: when attempts begin to fail, when the cause becomes another, every hour,
/// and when it is over.
/// </summary>
internal sealed class HubAlarms(TimeProvider time, ILogger logger)
{
    private string? said;
    private long saidAt;
    private long failingSince;
    private int attempts;

    public void Failed(HubVerdict verdict, string cause, TimeSpan pause)
    {
        if (attempts++ == 0)
        {
            failingSince = time.GetTimestamp();
        }
        // A detail ends in an id of its own for each request.
        var kind = $"{verdict} {cause.Split(" TrackingId:")[0]}";
        if (kind == said && time.GetElapsedTime(saidAt) < HourlyNotice.Interval)
        {
            return;
        }
        (said, saidAt) = (kind, time.GetTimestamp());
        if (verdict is HubVerdict.Unknown or HubVerdict.Throttled)
        {
            logger.PublishFailed(cause, attempts, pause.TotalSeconds);
        }
        else
        {
            logger.HubRefuses(cause, HubRemedy.For(verdict), pause.TotalSeconds);
        }
    }

    public void Succeeded()
    {
        if (attempts > 0)
        {
            logger.PublishingAgain(attempts, (long)time.GetElapsedTime(failingSince).TotalSeconds);
        }
        (said, attempts) = (null, 0);
    }
}
