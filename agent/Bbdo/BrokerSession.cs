using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// One connection of a broker: negotiation, events to a sink, acknowledgements of what the sink has committed
/// (bbdo chapter 2, topologies A and B).
/// </summary>
internal sealed class BrokerSession(
    long number,
    string address,
    Stream stream,
    IEventSinkProvider sinks,
    SessionSettings settings,
    TimeProvider clock,
    ILogger logger
)
{
    private const int MostFaultsLogged = 50;

    private readonly EventInput input = new(stream, clock);
    private readonly AcknowledgementCounter counter = new(settings.Acknowledgements, clock);
    private readonly HashSet<(uint Id, EventFault Fault)> faultsLogged = [];
    private bool skippingLogged;

    /// <summary>Serves the connection until it ends.</summary>
    /// <exception cref="OperationCanceledException">The agent ends.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        SessionEnd end;
        try
        {
            end = await NegotiateAndServeAsync(cancellationToken);
        }
        catch (IOException)
        {
            end = SessionEnd.ConnectionLost;
        }

        EventReader reader = input.Reader;
        logger.SessionEnded(number, end, reader.Counted, reader.Packets.SkippedBytes, reader.Reassembler.Abandoned);
    }

    private async Task<SessionEnd> NegotiateAndServeAsync(CancellationToken cancellationToken)
    {
        Negotiation? negotiation;
        using (var late = new CancellationTokenSource(settings.NegotiationTimeout, clock))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token))
        {
            try
            {
                negotiation = await NegotiateAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return SessionEnd.NegotiationTimeout;
            }
        }

        return negotiation is null ? SessionEnd.NoNegotiation : await ServeAsync(negotiation, cancellationToken);
    }

    // The sender waits 2 s at least for the answer: nothing slow may come before it.
    private async Task<Negotiation?> NegotiateAsync(CancellationToken cancellationToken)
    {
        ReceivedEvent first;
        while (!input.TryNext(out first))
        {
            bool isReadable = input.Reader.Packets.CurrentRunBytes <= settings.UnreadableBytesAtStart;
            if (!isReadable || !await input.FillAsync(cancellationToken))
            {
                return null;
            }
        }

        var negotiation = Negotiation.Read(input.Reader.Decoded);
        if (negotiation is not null)
        {
            await stream.WriteAsync(negotiation.Answer([]), cancellationToken);
        }

        return negotiation;
    }

    private async Task<SessionEnd> ServeAsync(Negotiation negotiation, CancellationToken cancellationToken)
    {
        var peer = new BrokerPeer(
            number,
            address,
            negotiation.Version,
            negotiation.BrokerName,
            negotiation.PollerId,
            negotiation.PollerName
        );
        logger.SessionBegan(number, address, peer.Version, peer.BrokerName, peer.PollerId, peer.PollerName);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var acknowledger = new Acknowledger(counter, stream, negotiation.AcknowledgesInProtobuf, clock);
        await using IEventSink sink = sinks.Open(peer, acknowledger.WakeUp);
        Task acknowledging = acknowledger.RunAsync(sink, ending.Token);
        Task<SessionEnd> receiving = ReceiveAsync(sink, acknowledger, ending.Token);
        await Task.WhenAny(receiving, acknowledging);
        await ending.CancelAsync();
        await ((Task)Task.WhenAll(receiving, acknowledging)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (acknowledging.IsFaulted && !receiving.IsCompletedSuccessfully)
        {
            await acknowledging;
        }

        return await receiving;
    }

    private async Task<SessionEnd> ReceiveAsync(
        IEventSink sink,
        Acknowledger acknowledger,
        CancellationToken cancellationToken
    )
    {
        do
        {
            while (input.TryNext(out ReceivedEvent received))
            {
                if (received.Id is ProtocolIds.Stop or ProtocolIds.LegacyStop)
                {
                    await CommitLastAsync(sink, cancellationToken);
                    await acknowledger.AnswerStopAsync(sink, cancellationToken);
                    await AwaitCloseAsync(cancellationToken);
                    return SessionEnd.Stopped;
                }

                // Of the protocol's other events, a second negotiation among them, none asks for anything (bbdo 7).
                if (!ProtocolIds.Includes(received.Id))
                {
                    LogFault(received);
                    counter.Note(received, input.Reader.Reassembler.CountedBeforePending);
                    await sink.AcceptAsync(received, input.Reader.Decoded, cancellationToken);
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
