using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Publishing;

/// <summary>Warns every day from 30 days before the publisher token ends, every hour once it has, and of one that is for something else.</summary>
internal sealed class TokenWatch(
    AgentConfiguration configuration,
    HubState state,
    TimeProvider time,
    ILogger<TokenWatch> logger
) : BackgroundService
{
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private DateTimeOffset warned = DateTimeOffset.MinValue;
    private string? saidOfScope;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration.Hub.Entra is not null)
        {
            return;
        }
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            Look();
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        var (now, reading) = (time.GetUtcNow(), state.Read());
        if (reading.TokenExpires is not { } expires)
        {
            logger.TokenUnreadable();
            return;
        }
        if (expires <= now)
        {
            logger.TokenEnded(expires);
        }
        else if (expires - now <= Ahead && now - warned >= TimeSpan.FromDays(1))
        {
            warned = now;
            logger.TokenEndsSoon((int)(expires - now).TotalDays, expires);
        }
        if (
            reading.TokenResource is { } resource
            && resource != saidOfScope
            && !configuration.Hub.IsCoveredBy(resource)
        )
        {
            saidOfScope = resource;
            logger.TokenForAnother(resource, configuration.Hub.Resource);
        }
    }
}
