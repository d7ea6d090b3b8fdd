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
    private readonly List<Served> running = [];

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
            await Task.WhenAll(running.Select(served => served.Running));
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket connection = await listener.AcceptAsync(cancellationToken);
            running.RemoveAll(served => served.Running.IsCompleted);
            if (IsWelcome(connection))
            {
                var served = new Served();
                served.Running = sessions.RunAsync(connection, served.ServeAsync, cancellationToken);
                running.Add(served);
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

        if (running.Count >= settings.MaxSessions && !MakesRoom())
        {
            logger.TooManySessions(PeerConnection.Name(peer), settings.MaxSessions);
            return false;
        }

        return true;
    }

    // Peers that connect and then say nothing must not lock the others out.
    private bool MakesRoom()
    {
        BrokerSession? mostSilent = running
            .Select(served => served.Session)
            .OfType<BrokerSession>()
            .Where(session => session.MayYield)
            .MaxBy(session => session.Silence);
        mostSilent?.Yield();
        return mostSilent is not null;
    }

    private sealed class Served
    {
        private volatile BrokerSession? session;

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>Null before it begins.</summary>
        public BrokerSession? Session => session;

        public Task<SessionEnd> ServeAsync(BrokerSession begun, CancellationToken cancellationToken)
        {
            session = begun;
            return begun.AnswerAsync(cancellationToken);
        }
    }
}
