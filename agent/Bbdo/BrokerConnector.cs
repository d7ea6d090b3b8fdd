using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>Connects to a broker that listens, and again whenever the session has ended (bbdo 2.1, topology C).</summary>
/// <param name="settings">Which broker.</param>
/// <param name="sessions">Serves it.</param>
/// <param name="clock">For every wait.</param>
/// <param name="logger">What the operator reads.</param>
internal sealed class BrokerConnector(
    ConnectorSettings settings,
    SessionHost sessions,
    TimeProvider clock,
    ILogger<BrokerConnector> logger
)
{
    private bool unreachableLogged;

    /// <summary>Keeps a session with the broker until cancelled; returns when the last one has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var attempts = new ConnectionAttempts(settings.LongestDelay);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                SessionEnd? end = null;
                if (await ConnectAsync(cancellationToken) is { } socket)
                {
                    int major = attempts.Major;
                    end = await sessions.RunAsync(
                        socket,
                        (session, token) => session.ProposeAsync(major, settings.Host, token),
                        cancellationToken
                    );
                }

                await Task.Delay(attempts.After(end), clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, either.Token);
            unreachableLogged = false;
            return socket;
        }
        catch (Exception failure)
            when (failure is SocketException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            socket.Dispose();
            if (!unreachableLogged)
            {
                unreachableLogged = true;
                logger.Unreachable(settings.Host, settings.Port, failure.Message);
            }

            return null;
        }
    }
}
