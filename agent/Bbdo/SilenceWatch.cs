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

    /// <summary>Whether so much silence makes a session suspect.</summary>
    public static bool IsSuspect(TimeSpan silence, SessionSettings settings) =>
        settings.SuspectAfter > TimeSpan.Zero && silence >= settings.SuspectAfter;

    /// <summary>Watches the session; ends when it is to be closed.</summary>
    /// <param name="yielding">Ends when another broker needs its place.</param>
    /// <param name="cancellationToken">The session has ended.</param>
    /// <exception cref="OperationCanceledException">The session has ended.</exception>
    public async Task RunAsync(Task yielding, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        bool wasSuspect = false;
        while (true)
        {
            Task<bool> next = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(next, yielding) == yielding || !await next)
            {
                return;
            }

            TimeSpan silence = connection.Silence;
            bool isSuspect = IsSuspect(silence, settings);
            if (isSuspect && !wasSuspect)
            {
                logger.Suspect(number, connection.Address, silence);
            }

            if (isSuspect && settings.ClosesSuspect)
            {
                return;
            }

            wasSuspect = isSuspect;
        }
    }
}
