using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>Accepts brokers and engine modules that connect to the agent (bbdo 2.1, topologies A and B).</summary>
/// <param name="settings">Where to listen, and to whom.</param>
/// <param name="sessions">Serves them.</param>
/// <param name="clock">For every wait.</param>
/// <param name="logger">What the operator reads.</param>
internal sealed class BrokerListener(
    ListenerSettings settings,
    SessionHost sessions,
    TimeProvider clock,
    ILogger<BrokerListener> logger
) : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Socket listener = new(settings.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Task> running = [];

    /// <summary>Where it really listens, once started.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    /// <exception cref="SocketException">The address cannot be used.</exception>
    public void Start()
    {
        // "::" means every address, those of IPv4 too.
        if (settings.EndPoint.Address.Equals(IPAddress.IPv6Any))
        {
            listener.DualMode = true;
        }

        listener.Bind(settings.EndPoint);
        listener.Listen();
        logger.Listening(EndPoint.ToString());
    }

    /// <summary>Serves brokers until cancelled; returns when every session has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await AcceptAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket connection = await listener.AcceptAsync(cancellationToken);
            running.RemoveAll(session => session.IsCompleted);
            if (IsWelcome(connection))
            {
                running.Add(
                    sessions.RunAsync(connection, (session, token) => session.AnswerAsync(token), cancellationToken)
                );
            }
            else
            {
                connection.Dispose();
            }
        }
        catch (SocketException failure)
        {
            // A peer that is gone again, or no file handle left: neither may end the listener.
            logger.AcceptFailed(failure);
            await Task.Delay(PauseAfterFailure, clock, cancellationToken);
        }
    }

    private bool IsWelcome(Socket connection)
    {
        var peer = (IPEndPoint)connection.RemoteEndPoint!;
        if (!settings.Allows(peer.Address))
        {
            logger.NotAllowed(PeerConnection.Name(peer));
            return false;
        }

        if (running.Count >= settings.MaxSessions)
        {
            logger.TooManySessions(PeerConnection.Name(peer), settings.MaxSessions);
            return false;
        }

        return true;
    }
}
