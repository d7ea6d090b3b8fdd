using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Tells the operator of a session in which nothing comes any more. TCP keepalive finds peers that are gone; a peer that is
/// there and says nothing is suspect, not dead (bbdo 7).
/// </summary>
internal sealed class SilenceWatch(
    long number,
    PeerConnection connection,
    SessionSettings settings,
    TimeProvider clock,
    ILogger logger
)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Watches the session; ends when it is to be closed.</summary>
    /// <exception cref="OperationCanceledException">The session has ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        bool isSuspect = false;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            TimeSpan silence = connection.Silence;
            bool wasSuspect = isSuspect;
            isSuspect = settings.SuspectAfter > TimeSpan.Zero && silence >= settings.SuspectAfter;
            if (isSuspect && !wasSuspect)
            {
                logger.Suspect(number, connection.Address, silence);
            }

            if (isSuspect && settings.ClosesSuspect)
            {
                return;
            }
        }
    }
}
