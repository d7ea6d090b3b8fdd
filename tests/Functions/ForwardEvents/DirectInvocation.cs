using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Hosting;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>Calls handlers, as processes, in the Functions host's place. Each instance has a customer and publishers of its own.</summary>
internal sealed class DirectInvocation : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string customer = $"c{Guid.NewGuid():N}"[..20];
    private readonly string epoch = Guid.NewGuid().ToString("N");
    private readonly (string, string)[] settings;
    private readonly TableLaneStore store;

    public DirectInvocation(Azurite azurite, StubCanopsis canopsis)
    {
        folder.Write(
            $"{customer}.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{canopsis.Url.Port}},"sending_protocol":"http","allow_private_host":1,"canopsis_authkey":"KEY"}"""
        );
        settings = [(StorageSettings.Connection, azurite.ConnectionString), ("CUSTOMERS_DIR", folder.Path)];
        var table = azurite.Service.Table(TableLaneStore.TableName);
        store = new TableLaneStore(table, new LaneDirectory(table, TimeProvider.System));
    }

    public string Publisher => $"{customer}.central";

    public string OtherPublisher => $"{customer}.second";

    public Task<ForwarderProcess> StartHandlerAsync() => ForwarderProcess.StartAsync(settings);

    public PublishedPack Pack(long sequence, params string[] outputs)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var output in outputs)
        {
            writer.TryAdd(
                Encoding.UTF8.GetBytes(
                    $$"""{"kind":"host_status","bbdo":3,"host_id":1,"state":1,"output":"{{output}}","cache":{"host":{"name":"srv"} } }"""
                )
            );
        }
        return new PublishedPack(Publisher, writer.Seal(epoch, sequence, DateTimeOffset.UtcNow));
    }

    /// <returns>The status of the answer; null when the handler ended.</returns>
    public Task<int?> ForwardAsync(ForwarderProcess handler, IReadOnlyList<PublishedPack> packs, int retryCount = 0) =>
        InvokeAsync(
            handler,
            "ForwardEvents",
            new
            {
                Data = new
                {
                    events = JsonSerializer.Serialize(packs.Select(pack => Convert.ToBase64String(pack.Body.Span))),
                },
                Metadata = new Dictionary<string, object>
                {
                    ["PartitionContext"] = new { PartitionId = "3" },
                    ["RetryContext"] = new { RetryCount = retryCount },
                    ["SystemPropertiesArray"] = JsonSerializer.Serialize(
                        packs.Select(pack => new Dictionary<string, string> { ["x-opt-publisher"] = pack.Publisher })
                    ),
                },
            }
        );

    /// <summary>The timer is due.</summary>
    public Task<int?> ReplayAsync(ForwarderProcess handler) =>
        InvokeAsync(
            handler,
            "ReplayParked",
            new { Data = new { timer = new { IsPastDue = false } }, Metadata = new { } }
        );

    /// <summary>The lane's row when nothing is left to do and nobody holds its lease.</summary>
    public async Task<LaneRow> RestingRowAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var row = (await store.ReadAsync(Publisher, limit.Token)).Row;
            Assert.True(row.Counters.Holds, $"The law is broken: {row.Counters}.");
            if (row is { IsEmpty: true, LeaseUntil: null })
            {
                return row;
            }
            await Task.Delay(100, limit.Token);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    private async Task<int?> InvokeAsync(ForwarderProcess handler, string function, object envelope)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(envelope));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await http.PostAsync(
                new Uri(handler.Url, function),
                content,
                TestContext.Current.CancellationToken
            );
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
