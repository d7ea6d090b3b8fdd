using System.Globalization;
using System.Text.Json;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Templates;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Delivery;

namespace Forwarder.Functions.Tests.DeadLetters;

/// <summary>A real lane in the emulator, with a Canopsis that refuses what it is told to.</summary>
internal sealed class LetterLane : IDisposable
{
    public const string Lab = "lab.central";

    private static ReadOnlySpan<byte> Formats =>
        """{"bam_ba_status":{"connector":"c","connector_name":"n","event_type":"check","source_type":"component","component":"{cache.ba.ba_name}","output":"{output}","state":"{state}"}}"""u8;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private long sequence;

    public LetterLane(TestLanes lanes)
    {
        Lanes = lanes;
        Desk = new LetterDesk(lanes.DeadLetterTable, TimeProvider.System);
        var mapper = new EventMapper(
            new MappingOptions
            {
                Connector = "c"u8.ToArray(),
                ConnectorName = "n"u8.ToArray(),
                Formats = FormatFile.Read("formats.json", Formats, TemplateSettings.Default, []),
            }
        );
        Target = new DeliveryTarget("lab", mapper, Route);
    }

    public TestLanes Lanes { get; }

    public LetterDesk Desk { get; }

    public LetterRoute Route { get; } = new();

    public DeliveryTarget Target { get; }

    public LaneBudget Budget { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);

    public static string Status(int service, string output) => TestPacks.Status(service, output, DateTimeOffset.UtcNow);

    public static string Recovery(int service, string output) =>
        Status(service, output).Replace("\"state\":1", "\"state\":0", StringComparison.Ordinal);

    public static string Acknowledgement(int service, string comment) =>
        $$"""{"kind":"acknowledgement","bbdo":3,"host_id":1,"service_id":{{service}},"type":1,"state":1,"entry_time":1,"comment_data":"{{comment}}","cache":{"host":{"name":"h"},"service":{"description":"s{{service}}"},"poller":"p"} }""";

    public static string Activity(int activity, string output) =>
        $$$"""{"kind":"ba_status","bbdo":3,"ba_id":{{{activity}}},"state":2,"output":"{{{output}}}","cache":{"ba":{"ba_id":{{{activity}}},"ba_name":"ba{{{activity}}}"} } }""";

    /// <summary>Makes the events dead letters; Canopsis takes them from then on.</summary>
    public async Task RefuseAsync(params string[] lines)
    {
        Route.Refused.UnionWith(lines.Select(Text));
        await ForwardAsync(lines);
        Route.Refused.Clear();
        Assert.Empty(Route.Taken);
    }

    public Task<LaneOutcome> ForwardAsync(params string[] lines) => ForwardAsync(Pack(lines));

    /// <summary>As it comes from the hub, once more as well.</summary>
    public Task<LaneOutcome> ForwardAsync(LanePack pack) =>
        Lanes.Worker.ForwardAsync(Lab, [pack], Target, false, Budget, cancellation);

    public LanePack Pack(params string[] lines) => TestPacks.Of(++sequence, DateTimeOffset.UtcNow, lines);

    /// <summary>As while the customer is paused.</summary>
    public Task<LaneOutcome> ParkAsync(DateTimeOffset created, params string[] lines) =>
        ParkAsync(TestPacks.Of(++sequence, created, lines));

    public Task<LaneOutcome> ParkAsync(LanePack pack) =>
        Lanes.Worker.ForwardAsync(Lab, [pack], null, false, Budget, cancellation);

    public Task<LetterOrder> OrderAsync(LetterAction action, string? cause, bool isForced = false) =>
        Desk.OrderAsync(action, "lab", cause, null, isForced, "me", cancellation);

    public async Task PassAsync()
    {
        await Lanes.LetterPassAsync();
        await DrainAsync();
    }

    public async Task DrainAsync()
    {
        var outcome = await Lanes.Worker.DrainAsync(Lab, Target, false, () => false, cancellation);
        Assert.True(outcome?.IsEmpty);
    }

    /// <summary>With their contents.</summary>
    public async Task<List<TableEntity>> LettersAsync()
    {
        var letters = new List<TableEntity>();
        foreach (var letter in await AllAsync())
        {
            letters.Add((await Desk.LetterAsync("lab", letter.RowKey, cancellation))!);
        }
        return letters;
    }

    public async Task<string[]> StatesAsync() =>
        [.. (await AllAsync()).Select(row => row.Text("state")!).Order(StringComparer.Ordinal)];

    public async Task<(long Open, long DeadLettered)> CountsAsync()
    {
        var counters = (await Lanes.RowAsync(Lab)).Counters;
        return (counters.OpenDeadLetters, counters.Done.DeadLettered);
    }

    public void Dispose() => Budget.Dispose();

    private Task<IReadOnlyList<TableEntity>> AllAsync() => Desk.LettersAsync("lab", null, null, 1000, cancellation);

    // What Canopsis is told of it.
    private static string Text(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return (root.TryGetProperty("output", out var output) ? output : root.GetProperty("comment_data")).GetString()!;
    }
}
