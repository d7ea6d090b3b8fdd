using System.Text;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Publishing;

namespace Forwarder.Agent.Tests.Health;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task A_collector_gets_the_same_metrics_when_it_is_named()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await HubStub.StartAsync();
        await using var collector = await HubStub.StartAsync();
        await using var agent = await RunningAgent.StartAsync(
            folder.Path,
            hub.Port,
            $$"""{"otlp_endpoint":"http://127.0.0.1:{{collector.Port}}","otlp_interval":1}"""
        );
        await agent.PlayAsync();
        await Eventually.TrueAsync(() => !collector.Received.IsEmpty);
        var first = collector.Received.First();
        Assert.Equal("/v1/metrics", first.Url);
        Assert.Equal("application/x-protobuf", first.ContentType);
        Assert.Contains("canopsis_agent_received_events", Text(first), StringComparison.Ordinal);
        Assert.Contains("canopsis_agent_pending_packs", Text(first), StringComparison.Ordinal);

        // not known yet when the export began
        await Eventually.TrueAsync(() =>
            collector.Received.Any(export =>
                Text(export).Contains("canopsis_agent_hub_last_published_seconds", StringComparison.Ordinal)
            )
        );

        static string Text(HubStub.Publication export) => Encoding.Latin1.GetString(export.Body);
    }
}
