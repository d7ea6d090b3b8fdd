using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>Accepts brokers and engine modules that connect to the agent (bbdo 2.1, topologies A and B).</summary>
/// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
/// <param name="maxSessions">Sessions at the same time; further connections are closed at once.</param>
/// <param name="sinks">Where the events of a session go.</param>
/// <param name="settings">For every session.</param>
/// <param name="clock">For every wait.</param>
/// <param name="logger">What the operator reads.</param>
internal sealed class BrokerListener(
    IPEndPoint endPoint,
    int maxSessions,
    IEventSinkProvider sinks,
    SessionSettings settings,
    TimeProvider clock,
    ILogger<BrokerListener> logger
) : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Socket listener = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Task> sessions = [];
    private long lastSession;

    /// <summary>Where it really listens, once started.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    /// <exception cref="SocketException">The address cannot be used.</exception>
    public void Start()
    {
        listener.Bind(endPoint);
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
            await Task.WhenAll(sessions);
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket connection = await listener.AcceptAsync(cancellationToken);
            sessions.RemoveAll(session => session.IsCompleted);
            if (sessions.Count >= maxSessions)
            {
                logger.TooManySessions(connection.RemoteEndPoint?.ToString() ?? "", maxSessions);
                connection.Dispose();
                return;
            }

            sessions.Add(ServeAsync(connection, ++lastSession, cancellationToken));
        }
        catch (SocketException failure)
        {
            // A peer that is gone again, or no file handle left: neither may end the listener.
            logger.AcceptFailed(failure);
            await Task.Delay(PauseAfterFailure, clock, cancellationToken);
        }
    }

    private async Task ServeAsync(Socket connection, long number, CancellationToken cancellationToken)
    {
        try
        {
            KeepAlive(connection);
            string address = connection.RemoteEndPoint?.ToString() ?? "";
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            await new BrokerSession(number, address, stream, sinks, settings, clock, logger).RunAsync(
                cancellationToken
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
        catch (Exception failure)
        {
            // Whatever failed, a sink for example, concerns this session alone: its broker connects again and repeats
            // what was not acknowledged, and the other brokers must not notice.
            logger.SessionFailed(number, failure);
        }
        finally
        {
            connection.Dispose();
        }
    }

    // The protocol has no heartbeat of its own; these are the values of the reference (bbdo 7).
    private static void KeepAlive(Socket connection)
    {
        connection.NoDelay = true;
        connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 30);
        connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
    }
}
