using System.Collections.Concurrent;
using System.Net;
using Forwarder.Agent.Bbdo;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>The agent's listener on a free port of the loopback, with scripted sinks.</summary>
internal sealed class ListeningAgent : IEventSinkProvider, IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly BrokerListener listener;
    private readonly Task running;

    public ListeningAgent(SessionSettings? settings = null, int maxSessions = 8)
    {
        listener = new BrokerListener(
            new IPEndPoint(IPAddress.Loopback, 0),
            maxSessions,
            this,
            settings ?? new SessionSettings(),
            Clock,
            NullLogger<BrokerListener>.Instance
        );
        listener.Start();
        running = listener.RunAsync(ending.Token);
    }

    public ManualClock Clock { get; } = new();

    public ConcurrentQueue<BrokerPeer> Peers { get; } = [];

    public ConcurrentQueue<ScriptedSink> Sinks { get; } = [];

    /// <summary>Prepares each sink before its session uses it.</summary>
    public Action<ScriptedSink> Prepare { get; set; } = _ => { };

    /// <summary>The sink of the only session.</summary>
    public ScriptedSink Sink => Assert.Single(Sinks);

    public Task<TestBroker> ConnectAsync() => TestBroker.ConnectAsync(listener.EndPoint);

    /// <summary>Connects and negotiates; the answer is the agent's.</summary>
    public async Task<TestBroker> NegotiateAsync(byte[] first)
    {
        TestBroker broker = await ConnectAsync();
        await broker.SendAsync(first);
        await broker.ReceiveAsync();
        await Eventually.TrueAsync(() => !Sinks.IsEmpty);
        return broker;
    }

    public async Task StopAsync()
    {
        await ending.CancelAsync();
        await running.WaitAsync(Eventually.Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        listener.Dispose();
        ending.Dispose();
    }

    IEventSink IEventSinkProvider.Open(BrokerPeer peer, Action committed)
    {
        var sink = new ScriptedSink(committed);
        Prepare(sink);
        Peers.Enqueue(peer);
        Sinks.Enqueue(sink);
        return sink;
    }
}
