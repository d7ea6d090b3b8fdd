using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Running;
using Forwarder.Agent.Tests.Bbdo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forwarder.Agent.Tests;

/// <summary>The whole agent in this process, with a hub and a folder of its own.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    public const string Session = "cbd-23.10.16-bbdo3.0.1-full.bin";

    private readonly IHost host;

    private RunningAgent(IHost host, int healthPort)
    {
        this.host = host;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{healthPort}") };
    }

    public HttpClient Client { get; }

    public EventPipeline Pipeline => host.Services.GetRequiredService<EventPipeline>();

    /// <param name="folder">For configuration, token and spool.</param>
    /// <param name="hubPort">Of a hub on loopback.</param>
    /// <param name="parameters">Further parameters, as JSON.</param>
    public static async Task<RunningAgent> StartAsync(string folder, int hubPort, string parameters = "{}")
    {
        var healthPort = FreePort();
        var all = new JsonObject
        {
            ["listen_port"] = 0,
            ["health_port"] = healthPort,
            ["spool_directory"] = Path.Combine(folder, "spool"),
            ["hub_protocol"] = "http",
            ["hub_host"] = "127.0.0.1",
            ["hub_port"] = hubPort,
            ["hub_name"] = "events",
            ["hub_publisher"] = "acme.paris",
            ["hub_token"] = "SharedAccessSignature sr=x&sig=y&se=4102444800&skn=z",
        };
        foreach (var (name, value) in JsonNode.Parse(parameters)!.AsObject())
        {
            all[name] = value?.DeepClone();
        }
        var file = Path.Combine(folder, "agent.json");
        await File.WriteAllTextAsync(file, all.ToJsonString());
        var problems = new List<Contracts.Parameters.ParameterProblem>();
        var configuration = ConfigurationFile.Read(file, new Dictionary<string, string>(), problems);
        Assert.Empty(problems);
        var built = AgentHost.Build(configuration!, new ServiceManager(null, null));
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new RunningAgent(built, healthPort);
    }

    public async Task<JsonElement> HealthAsync()
    {
        using var answer = await Client.GetAsync("/health", TestContext.Current.CancellationToken);
        using var report = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        return report.RootElement.Clone();
    }

    /// <summary>A recorded session goes through the pipeline as a broker's would.</summary>
    public async Task PlayAsync(string session = Session, int events = int.MaxValue)
    {
        await Eventually.TrueAsync(() => Pipeline.Read().IsLoaded);
        await using var sink = Pipeline.Open(new TestPeer().Named("central"), () => { });
        var reader = new EventReader(TimeProvider.System);
        ReadOnlyMemory<byte> bytes = await File.ReadAllBytesAsync(Path.Combine(Vectors.Root, "captures", session));
        while (reader.Counted < events && reader.TryRead(ref bytes, out var received))
        {
            if (!ProtocolIds.Includes(received.Id))
            {
                await sink.AcceptAsync(received, reader.Decoded, TestContext.Current.CancellationToken);
            }
        }
        await sink.CommitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
