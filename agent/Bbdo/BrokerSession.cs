using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// One connection with a broker: negotiation, events to a sink, acknowledgements of what the sink has committed
/// (bbdo chapter 2).
/// </summary>
internal sealed class BrokerSession(
    long number,
    PeerConnection connection,
    IEventSinkProvider sinks,
    SessionSettings settings,
    TimeProvider clock,
    ILogger logger
)
{
    private const int MostFaultsLogged = 50;

    private readonly EventInput input = new(connection, clock, settings.MaxPendingBytes);
    private readonly AcknowledgementCounter counter = new(settings.Acknowledgements, clock);
    private readonly HashSet<(uint Id, EventFault Fault)> faultsLogged = [];
    private readonly TaskCompletionSource yielding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool skippingLogged;

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Silence => connection.Silence;

    /// <summary>Whether it has been silent for so long that its place may go to another, and has not been told so yet.</summary>
    public bool MayYield => !yielding.Task.IsCompleted && SilenceWatch.IsSuspect(Silence, settings);

    /// <summary>Ends the session, whose place another broker needs.</summary>
    public void Yield()
    {
        logger.Yields(number, connection.Address, Silence);
        yielding.TrySetResult();
    }

    /// <summary>Serves a broker that has connected to the agent (topologies A and B).</summary>
    /// <exception cref="OperationCanceledException">The agent ends before the session began.</exception>
    public Task<SessionEnd> AnswerAsync(CancellationToken cancellationToken) =>
        RunAsync((opening, token) => opening.AnswerAsync(token), cancellationToken);

    /// <summary>Serves a broker to which the agent has connected (topology C).</summary>
    /// <param name="major">Version to announce.</param>
    /// <param name="host">Host of the broker's address.</param>
    /// <param name="cancellationToken">The agent ends.</param>
    /// <exception cref="OperationCanceledException">The agent ends before the session began.</exception>
    public Task<SessionEnd> ProposeAsync(int major, string host, CancellationToken cancellationToken) =>
        RunAsync((opening, token) => opening.ProposeAsync(major, host, token), cancellationToken);

    private async Task<SessionEnd> RunAsync(
        Func<SessionOpening, CancellationToken, Task<SessionEnd?>> open,
        CancellationToken cancellationToken
    )
    {
        SessionEnd end;
        await using var opening = new SessionOpening(number, connection, input, settings, logger);
        try
        {
            end = await OpenAsync(opening, open, cancellationToken) ?? await ServeAsync(opening, cancellationToken);
        }
        catch (IOException)
        {
            end = opening.Peer is null ? SessionEnd.NoNegotiation : SessionEnd.ConnectionLost;
        }
        catch (InvalidDataException)
        {
            end = SessionEnd.Unreadable;
        }

        EventReader reader = input.Reader;
        long skipped = reader.Packets.SkippedBytes + (opening.Compression?.Frames.SkippedBytes ?? 0);
        logger.SessionEnded(number, end, reader.Counted, skipped, reader.Reassembler.Abandoned);
        return end;
    }

    private async Task<SessionEnd?> OpenAsync(
        SessionOpening opening,
        Func<SessionOpening, CancellationToken, Task<SessionEnd?>> open,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(settings.NegotiationTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await open(opening, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SessionEnd.NegotiationTimeout;
        }
    }

    private async Task<SessionEnd> ServeAsync(SessionOpening opening, CancellationToken cancellationToken)
    {
        Negotiation negotiation = opening.Peer!;
        var peer = new BrokerPeer(
            number,
            connection.Address,
            negotiation.Version,
            negotiation.BrokerName,
            negotiation.PollerId,
            negotiation.PollerName,
            connection
        );
        string layers = opening.Agreed.Count > 0 ? string.Join(" + ", opening.Agreed) : "in clear";
        logger.SessionBegan(
            number,
            peer.Address,
            peer.Version,
            layers,
            peer.BrokerName,
            peer.PollerId,
            peer.PollerName
        );
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var acknowledger = new Acknowledger(
            counter,
            opening.Output,
            negotiation.AcknowledgesInProtobuf,
            clock
        );
        await using IEventSink sink = sinks.Open(peer, acknowledger.WakeUp);
        var silence = new SilenceWatch(number, connection, settings, clock, logger);
        Task acknowledging = acknowledger.RunAsync(sink, ending.Token);
        Task watching = silence.RunAsync(yielding.Task, ending.Token);
        // The last to begin: while bytes come without a pause it does not return.
        Task<SessionEnd> receiving = ReceiveAsync(sink, acknowledger, ending.Token);
        Task first = await Task.WhenAny(receiving, acknowledging, watching);
        await ending.CancelAsync();
        await Task.WhenAll(receiving, acknowledging, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested && !receiving.IsCompletedSuccessfully)
        {
            if (!acknowledger.IsFinished)
            {
                await LeaveAsync(sink, acknowledger);
            }

            return SessionEnd.AgentStops;
        }

        if (acknowledging.IsFaulted && !receiving.IsCompletedSuccessfully)
        {
            await acknowledging;
        }

        return first == watching && !receiving.IsCompletedSuccessfully ? SessionEnd.Silent : await receiving;
    }

    private async Task<SessionEnd> ReceiveAsync(
        IEventSink sink,
        Acknowledger acknowledger,
        CancellationToken cancellationToken
    )
    {
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        do
        {
            while (input.TryNext(out ReceivedEvent received))
            {
                bool stops = ProtocolIds.IsStop(received.Id);
                // Of the protocol's other events, a second negotiation among them, none asks for anything (bbdo 7).
                if (!ProtocolIds.Includes(received.Id))
                {
                    LogFault(received);
                    counter.Note(received, input.Reader.Reassembler.CountedBeforePending);
                    ValueTask accepting = sink.AcceptAsync(received, input.Reader.Decoded, givingUp.Token);
                    if (accepting.IsCompleted)
                    {
                        await accepting;
                    }
                    else
                    {
                        connection.HoldBack(true);
                        stops = await StopsMeanwhileAsync(accepting.AsTask(), givingUp, cancellationToken);
                        connection.HoldBack(false);
                    }
                }

                if (stops)
                {
                    await CommitLastAsync(sink, cancellationToken);
                    await acknowledger.AnswerStopAsync(sink, cancellationToken);
                    await AwaitCloseAsync(cancellationToken);
                    return SessionEnd.Stopped;
                }
            }

            LogSkipping();
            if (input.Reader.Packets.CurrentRunBytes > settings.UnreadableBytes)
            {
                return SessionEnd.Unreadable;
            }
        } while (await input.FillAsync(cancellationToken));

        return SessionEnd.ClosedByPeer;
    }

    // A peer that wants to leave is not kept waiting for an event that has to: the event will come again.
    private async Task<bool> StopsMeanwhileAsync(
        Task accepting,
        CancellationTokenSource givingUp,
        CancellationToken cancellationToken
    )
    {
        using var accepted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> looking = input.SeesStopAsync(accepted.Token, cancellationToken);
        await Task.WhenAny(accepting, looking);
        bool stops = looking.IsCompletedSuccessfully && await looking && !accepting.IsCompleted;
        await (stops ? givingUp : accepted).CancelAsync();
        await Task.WhenAll(looking, stops ? accepting : Task.CompletedTask)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stops || accepting.IsFaulted)
        {
            await accepting;
        }

        return stops;
    }

    // A commit that takes too long is not waited for: fewer events are acknowledged then, and the rest comes again.
    private async Task CommitLastAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.LastCommit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await sink.CommitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }

    // What is committed and not yet acknowledged would come again, to no use (bbdo 2.5). The peer may be gone already.
    private async Task LeaveAsync(IEventSink sink, Acknowledger acknowledger)
    {
        await CommitLastAsync(sink, CancellationToken.None);
        using var late = new CancellationTokenSource(settings.Farewell, clock);
        try
        {
            await acknowledger.AcknowledgeLastAsync(sink, late.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            logger.LeftUnacknowledged(number);
        }
    }

    private async Task AwaitCloseAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.Farewell, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            while (await input.FillAsync(either.Token))
            {
                while (input.TryNext(out _)) { }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }

    private void LogFault(in ReceivedEvent received)
    {
        if (
            received.Fault != EventFault.None
            && faultsLogged.Count < MostFaultsLogged
            && faultsLogged.Add((received.Id, received.Fault))
        )
        {
            logger.Faulty(number, received.Id, received.SourceId, received.Fault, received.Payload.Length);
        }
    }

    private void LogSkipping()
    {
        if (!skippingLogged && input.Reader.Packets.SkippedBytes > 0)
        {
            skippingLogged = true;
            logger.Skipping(number);
        }
    }
}
