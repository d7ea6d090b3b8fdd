namespace Forwarder.Agent.Publishing;

/// <summary>How publishing goes, for health view and alarms; written by the publishing loop, read from any thread.</summary>
internal sealed class HubState
{
    private readonly Lock gate = new();
    private HubReading reading = new(null, null, 0, null, null, null, null);

    public HubReading Read()
    {
        lock (gate)
        {
            return reading;
        }
    }

    public void Succeeded(DateTimeOffset at)
    {
        lock (gate)
        {
            reading = reading with { LastPublished = at, FailingSince = null, FailedAttempts = 0 };
        }
    }

    /// <param name="at">When.</param>
    /// <param name="error">What happened, without any secret.</param>
    public void Failed(DateTimeOffset at, string error)
    {
        lock (gate)
        {
            reading = reading with
            {
                FailingSince = reading.FailingSince ?? at,
                FailedAttempts = reading.FailedAttempts + 1,
                LastError = error,
                LastErrorAt = at,
            };
        }
    }

    /// <param name="expires">End of the publisher token's validity; null when it is not known.</param>
    /// <param name="resource">What the token is for.</param>
    public void TokenRead(DateTimeOffset? expires, string? resource)
    {
        lock (gate)
        {
            reading = reading with { TokenExpires = expires, TokenResource = resource };
        }
    }
}
