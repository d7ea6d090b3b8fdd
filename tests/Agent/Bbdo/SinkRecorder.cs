using System.Collections.Concurrent;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>Gives each session a scripted sink, and remembers both.</summary>
internal sealed class SinkRecorder : IEventSinkProvider
{
    public ConcurrentQueue<BrokerPeer> Peers { get; } = [];

    public ConcurrentQueue<ScriptedSink> Sinks { get; } = [];

    /// <summary>Prepares each sink before its session uses it.</summary>
    public Action<ScriptedSink> Prepare { get; set; } = _ => { };

    public IEventSink Open(BrokerPeer peer, Action committed)
    {
        var sink = new ScriptedSink(committed);
        Prepare(sink);
        Peers.Enqueue(peer);
        Sinks.Enqueue(sink);
        return sink;
    }
}
