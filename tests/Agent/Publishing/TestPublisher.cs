using System.Text.Json;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Publishing;

/// <summary>The publishing loop with a real spool, as the agent composes it.</summary>
internal sealed class TestPublisher : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly SpoolPublisher loop;

    /// <param name="spool">Closed by the caller.</param>
    /// <param name="signal">Of its commits.</param>
    /// <param name="parameters">The agent's, as JSON.</param>
    /// <param name="time">By which it waits.</param>
    public TestPublisher(SpoolDatabase spool, SpoolSignal signal, string parameters, TimeProvider time)
    {
        Configuration = Configure(parameters);
        http = HubConnection.Create(Configuration.Hub);
        IHubCredential credential = Configuration.Hub.Entra is { } entra
            ? new EntraToken(entra, http)
            : new PublisherToken(Configuration.Hub, State, time, Log.For<PublisherToken>());
        var client = new HubClient(Configuration.Hub, http, credential, Counters, State, time, Log.For<HubClient>());
        var sender = new PackSender(client, time, Log.For<PackSender>());
        loop = new SpoolPublisher(spool, signal, sender, Counters, Configuration, time, Log.For<SpoolPublisher>());
    }

    public AgentConfiguration Configuration { get; }

    public PublishingCounters Counters { get; } = new();

    public HubState State { get; } = new();

    public RecordedLog Log { get; } = new();

    public static string ToHub(int port, string more) =>
        $$"""
            {"hub_protocol":"http","hub_host":"127.0.0.1","hub_port":{{port}},"hub_name":"events",
             "hub_publisher":"acme.paris",{{more}}}
            """;

    public Task StartAsync() => loop.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await loop.StopAsync(CancellationToken.None);
        loop.Dispose();
        http.Dispose();
    }

    private static AgentConfiguration Configure(string text)
    {
        using var json = JsonDocument.Parse(text);
        var problems = new List<ParameterProblem>();
        var parameters = ParameterReader.Read(json.RootElement, ParameterOwner.Agent, problems);
        var configuration = parameters is null ? null : AgentConfiguration.From(parameters, problems);
        Assert.Empty(problems);
        return configuration!;
    }
}
