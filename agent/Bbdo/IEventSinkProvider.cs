namespace Forwarder.Agent.Bbdo;

/// <summary>Opens a sink for each broker session, after its negotiation. The session disposes of it when it ends.</summary>
internal interface IEventSinkProvider
{
    /// <param name="peer">Who is at the other end.</param>
    /// <param name="committed">To be called, from any thread, whenever <see cref="IEventSink.Committed"/> has grown; it
    /// never blocks and never throws.</param>
    IEventSink Open(BrokerPeer peer, Action committed);
}
