using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>The agent connecting to a broker that listens on a free port of the loopback, with scripted sinks.</summary>
internal sealed class ConnectingAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly TcpListener broker = new(IPAddress.Loopback, 0);
    private readonly Task running;

    public ConnectingAgent(SessionSettings? settings = null)
    {
        broker.Start();
        var connector = new BrokerConnector(
            new ConnectorSettings("127.0.0.1", ((IPEndPoint)broker.LocalEndpoint).Port),
            new SessionHost(Recorder, settings ?? new SessionSettings(), Clock, Log.For<SessionHost>()),
            Clock,
            Log.For<BrokerConnector>()
        );
        running = connector.RunAsync(ending.Token);
    }

    public ManualClock Clock { get; } = new();

    public RecordedLog Log { get; } = new();

    public SinkRecorder Recorder { get; } = new();

    public ScriptedSink Sink => Assert.Single(Recorder.Sinks);

    /// <summary>The broker's end of the agent's next connection; time passes until it comes.</summary>
    public async Task<TestBroker> AcceptAsync()
    {
        Task<Socket> accepting = broker.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        await Clock.AdvanceUntilAsync(accepting);
        return new TestBroker(await accepting);
    }

    public async Task StopAsync()
    {
        await ending.CancelAsync();
        await Clock.AdvanceUntilAsync(running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        broker.Dispose();
        ending.Dispose();
    }
}
