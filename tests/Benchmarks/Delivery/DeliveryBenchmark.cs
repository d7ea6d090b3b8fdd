using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Benchmarks.Delivery;

/// <summary>
/// Events per second from packs of the hub to the answers of Canopsis, over TLS, with every pack recorded in its lane in Table storage, beside the usual
/// way: one request per event, each on a new connection. Both sides map the same events and talk to the same server over the same link.
/// </summary>
internal static class DeliveryBenchmark
{
    private const int Packs = 10;
    private const int ManyLanes = 8;
    private static readonly TimeSpan PeerTime = TimeSpan.FromSeconds(3);
    private static readonly int[] RoundTrips = [0, 20, 80];

    private static readonly EventMapper Mapper = new(
        new MappingOptions { Connector = "centreon"u8.ToArray(), ConnectorName = "central"u8.ToArray() }
    );

    /// <returns>1 when an event was lost: the run is void.</returns>
    public static async Task<int> RunAsync(int rounds, TextWriter output)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var canopsis = await EchoCanopsis.StartAsync();
        var body = SamplePack.Create();
        await LanesAsync(azurite, canopsis, canopsis.Port, body, 1);
        await output.WriteLineAsync(
            "| Round trip | One lane | Eight lanes | One request per event | Ratio, one lane | Ratio, eight lanes |"
        );
        await output.WriteLineAsync("| --- | --- | --- | --- | --- | --- |");
        foreach (var milliseconds in RoundTrips)
        {
            var roundTrip = TimeSpan.FromMilliseconds(milliseconds);
            await using var link = milliseconds > 0 ? new DelayedLink(canopsis.Port, roundTrip) : null;
            var port = link?.Port ?? canopsis.Port;
            var one = new List<double>();
            var many = new List<double>();
            var usual = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                usual.Add(await OneByOneAsync(port, body));
                one.Add(await LanesAsync(azurite, canopsis, port, body, 1));
                many.Add(await LanesAsync(azurite, canopsis, port, body, ManyLanes));
            }
            if (one.Concat(many).Any(double.IsNaN))
            {
                await output.WriteLineAsync("Void: events were lost.");
                return 1;
            }
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {milliseconds} ms | {Median(one):N0}/s | {Median(many):N0}/s | {Median(usual):N1}/s | {Median(one) / Median(usual):N0} | {Median(many) / Median(usual):N0} |"
                )
            );
        }
        return 0;
    }

    /// <returns>Events per second; not a number when one was lost.</returns>
    private static async Task<double> LanesAsync(
        AzuriteProcess azurite,
        EchoCanopsis canopsis,
        int port,
        byte[] body,
        int lanes
    )
    {
        var table = azurite.Service.Table($"t{Guid.NewGuid():N}");
        var settings = new LaneSettings();
        var worker = new LaneWorker(
            new TableLaneStore(table, new LaneDirectory(table, TimeProvider.System)),
            new TableDeadLetters(table, TimeProvider.System),
            new LaneHolders(ProcessName.Own, ProcessName.HasEnded),
            settings,
            TimeProvider.System,
            NullLogger<LaneWorker>.Instance
        );
        using var client = new CanopsisClient("lab", Options(port), TimeProvider.System, NullLogger.Instance);
        var target = new DeliveryTarget("lab", Mapper, client);
        using var budget = new LaneBudget(settings.Invocation, settings.Invocation, TimeProvider.System);
        var packs = Enumerable
            .Range(1, Packs)
            .Select(sequence => new LanePack(
                new PackLabel(new PackKey("e", sequence), SamplePack.Events, new HubPosition("0", sequence, null)),
                body
            ))
            .ToList();
        var before = canopsis.Events;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, lanes)
                .Select(lane =>
                    Task.Run(() =>
                        worker.ForwardAsync($"lab.site-{lane}", packs, target, false, budget, CancellationToken.None)
                    )
                )
        );
        await worker.BackgroundAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var expected = (long)lanes * Packs * SamplePack.Events;
        return canopsis.Events - before == expected ? expected / seconds : double.NaN;
    }

    private static async Task<double> OneByOneAsync(int port, byte[] body)
    {
        var options = Options(port);
        var sent = 0;
        var started = Stopwatch.GetTimestamp();
        using var pack = PackReader.Open(body);
        foreach (var line in pack)
        {
            var chunk = new EventChunk(1);
            chunk.Add(Mapper, line.Span);
            using var client = new HttpClient(CanopsisConnection.Handler(options));
            using var content = new ByteArrayContent([.. chunk.OpenArray(1).Span, (byte)']']);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await client.PostAsync(options.EventUrl, content);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            sent++;
            if (Stopwatch.GetElapsedTime(started) >= PeerTime)
            {
                break;
            }
        }
        return sent / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static CanopsisOptions Options(int port) =>
        new()
        {
            EventUrl = new Uri($"https://127.0.0.1:{port}/api/v4/event"),
            AuthKey = "KEY",
            VerifyCertificate = false,
            AllowsPrivateHost = true,
        };

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
