using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>Runs sessions over sockets, whoever connected to whom, so that none of them disturbs the others.</summary>
/// <param name="sinks">Where the events of a session go.</param>
/// <param name="settings">For every session.</param>
/// <param name="clock">For every wait.</param>
/// <param name="logger">What the operator reads.</param>
internal sealed class SessionHost(
    IEventSinkProvider sinks,
    SessionSettings settings,
    TimeProvider clock,
    ILogger<SessionHost> logger
)
{
    private long lastSession;

    /// <summary>Runs one session to its end and closes the socket.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="serve">What is done with the session.</param>
    /// <param name="cancellationToken">The agent ends.</param>
    /// <returns>Why it ended; null when it failed.</returns>
    public async Task<SessionEnd?> RunAsync(
        Socket socket,
        Func<BrokerSession, CancellationToken, Task<SessionEnd>> serve,
        CancellationToken cancellationToken
    )
    {
        // While bytes come without a pause a session never waits: it must not keep the thread that accepts the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        long number = Interlocked.Increment(ref lastSession);
        try
        {
            await using var connection = new PeerConnection(socket, clock);
            var session = new BrokerSession(number, connection, sinks, settings, clock, logger);
            return await serve(session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return SessionEnd.AgentStops;
        }
        catch (Exception failure)
        {
            // Whatever failed, a sink for example, concerns this session alone: its broker connects again and repeats
            // what was not acknowledged, and the other brokers must not notice.
            logger.SessionFailed(number, failure);
            return null;
        }
        finally
        {
            socket.Dispose();
        }
    }
}
