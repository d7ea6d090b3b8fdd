using System.Collections.Concurrent;
using System.Net;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>The agent's listener on a free port of the loopback, with scripted sinks.</summary>
internal sealed class ListeningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly SinkRecorder recorder = new();
    private readonly BrokerListener listener;
    private readonly Task running;

    public ListeningAgent(SessionSettings? settings = null, Func<ListenerSettings, ListenerSettings>? configure = null)
        : this(null, settings, configure) { }

    /// <param name="sinks">Where events go instead of into scripted sinks.</param>
    public ListeningAgent(IEventSinkProvider sinks)
        : this(sinks, null, null) { }

    private ListeningAgent(
        IEventSinkProvider? sinks,
        SessionSettings? settings,
        Func<ListenerSettings, ListenerSettings>? configure
    )
    {
        var listening = new ListenerSettings(new IPEndPoint(IPAddress.Loopback, 0));
        listener = new BrokerListener(
            configure?.Invoke(listening) ?? listening,
            new SessionHost(sinks ?? recorder, settings ?? new SessionSettings(), Clock, Log.For<SessionHost>()),
            Clock,
            Log.For<BrokerListener>()
        );
        listener.Start();
        running = listener.RunAsync(ending.Token);
    }

    public ManualClock Clock { get; } = new();

    public RecordedLog Log { get; } = new();

    public ConcurrentQueue<BrokerPeer> Peers => recorder.Peers;

    public ConcurrentQueue<ScriptedSink> Sinks => recorder.Sinks;

    /// <summary>Prepares each sink before its session uses it.</summary>
    public Action<ScriptedSink> Prepare
    {
        init => recorder.Prepare = value;
    }

    /// <summary>The sink of the only session.</summary>
    public ScriptedSink Sink => Assert.Single(Sinks);

    public Task<TestBroker> ConnectAsync() => TestBroker.ConnectAsync(listener.EndPoint);

    /// <summary>Connects and negotiates; the answer is the agent's.</summary>
    public async Task<TestBroker> NegotiateAsync(byte[] first)
    {
        TestBroker broker = await ConnectAsync();
        int others = Sinks.Count;
        await broker.SendAsync(first);
        await broker.ReceiveAsync();
        await Eventually.TrueAsync(() => Sinks.Count > others);
        return broker;
    }

    public async Task StopAsync()
    {
        await ending.CancelAsync();
        await Clock.AdvanceUntilAsync(running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        listener.Dispose();
        ending.Dispose();
    }
}
