using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Parameters;
using Forwarder.EndToEnd.Tests.Simulator;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tests.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>
/// Lanes, tables and timer of the functions with a simulated Canopsis and the real storage emulator; customers are made as the test names them.
/// </summary>
internal sealed class DowntimeWorld : IAsyncDisposable
{
    public const string Publisher = "acme.paris";

    public static readonly IReadOnlyList<string> Versions =
    [
        "22.10.5",
        "23.04.2",
        "23.10.0",
        "24.04.0",
        "24.10.1",
        "25.04.0",
        "new",
    ];

    private readonly Dictionary<
        string,
        (CanopsisClient Client, DeliveryTarget Target, CustomerDowntimes Downtimes)
    > customers = [];
    private readonly TableLaneStore lanes;
    private readonly LaneWorker worker;
    private readonly DowntimeTables tables;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private long sequence;

    private DowntimeWorld(Azurite azurite, RunningSimulator simulator)
    {
        Simulator = simulator;
        tables = new DowntimeTables(new DowntimeStore(azurite.NewTable()), new CanopsisIdStore(azurite.NewTable()));
        var laneTable = azurite.NewTable();
        lanes = new TableLaneStore(laneTable, new LaneDirectory(laneTable, TimeProvider.System));
        DeadLetters = azurite.NewTable();
        worker = new LaneWorker(
            lanes,
            new TableDeadLetters(DeadLetters, TimeProvider.System),
            new LaneHolders("here", _ => false),
            new LaneSettings(),
            TimeProvider.System,
            NullLogger<LaneWorker>.Instance
        );
    }

    public RunningSimulator Simulator { get; }

    public ShiftedTime Time { get; } = new();

    public Functions.Tables.TableClient DeadLetters { get; }

    public Log Log { get; } = new();

    public DowntimeStore Store => tables.Downtimes;

    public static async Task<DowntimeWorld> StartAsync(
        Azurite azurite,
        string version = "24.10.1",
        params (string Name, JsonNode? Value)[] parameters
    )
    {
        var world = new DowntimeWorld(azurite, await RunningSimulator.StartAsync(version, keepBodies: 100_000));
        world.Add("acme", parameters);
        return world;
    }

    /// <summary>A customer on the simulated Canopsis, or the same one with other parameters.</summary>
    public CustomerDowntimes Add(string key, params (string Name, JsonNode? Value)[] parameters)
    {
        var document = Document(Simulator);
        foreach (var (name, value) in parameters)
        {
            document[name] = value?.DeepClone();
        }
        var problems = new List<ParameterProblem>();
        var read = CustomerParameters.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), _ => Format, problems);
        Assert.True(read is not null, string.Join('\n', problems));
        var client = new CanopsisClient(key, read.Canopsis, Time, Log);
        var downtimes = new CustomerDowntimes(key, read.DowntimeSettings, read.Canopsis, client, tables, Time, Log);
        var target = new DeliveryTarget(key, new EventMapper(read.Mapping), client) { Downtimes = downtimes.Lane };
        if (customers.Remove(key, out var before))
        {
            before.Client.Dispose();
        }
        customers[key] = (client, target, downtimes);
        return downtimes;
    }

    /// <summary>Parameters of a customer on a simulated Canopsis.</summary>
    public static JsonObject Document(RunningSimulator simulator) =>
        new()
        {
            ["canopsis_host"] = "127.0.0.1",
            ["canopsis_port"] = simulator.Url.Port,
            ["sending_protocol"] = "http",
            ["allow_private_host"] = 1,
            ["canopsis_authkey"] = RunningSimulator.Key,
        };

    /// <summary>The content of the customers' format_file.</summary>
    public byte[]? Format { get; set; }

    public CustomerDowntimes Of(string customer = "acme") => customers[customer].Downtimes;

    /// <summary>Forwards one pack, as an invocation of ForwardEvents does.</summary>
    /// <returns>The pack, to be forwarded again.</returns>
    public Task<LanePack> ForwardAsync(params string[] lines) => PublishAsync(Publisher, lines);

    public async Task<LanePack> PublishAsync(string publisher, params string[] lines)
    {
        var pack = Pack(lines);
        var outcome = await OfferAsync(publisher, pack);
        // On a busy machine the invocation does not wait for the end, which may come just before it parks the pack: then the
        // lane knows it already. The lane is done all the same.
        Assert.Equal(1, outcome.Delivered + outcome.Parked + outcome.Repeats);
        Assert.True((await lanes.ReadAsync(publisher, cancellation)).Row.IsEmpty);
        return pack;
    }

    public async Task<LaneOutcome> OfferAsync(string publisher, LanePack pack)
    {
        var target = customers[publisher.Split('.')[0]].Target;
        using var budget = new LaneBudget(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
        var outcome = await worker.ForwardAsync(publisher, [pack], target, isRetry: false, budget, cancellation);
        await worker.BackgroundAsync();
        return outcome;
    }

    public LanePack Pack(params string[] lines)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var line in lines)
        {
            Assert.True(writer.TryAdd(Encoding.UTF8.GetBytes(line)));
        }
        var number = ++sequence;
        var body = writer.Seal("0f8a", number, DateTimeOffset.UtcNow);
        return new LanePack(
            new PackLabel(new PackKey("0f8a", number), lines.Length, new HubPosition("0", number, null)),
            body
        );
    }

    /// <summary>One pass of the timer.</summary>
    public async Task<SyncOutcome> SyncAsync(string customer = "acme", bool isForced = false)
    {
        // What was written just before counts as older than what is listed now.
        Time.Advance(TimeSpan.FromMinutes(1));
        return await Of(customer)
            .Sync.RunAsync(
                isForced,
                name => DowntimeOwners.IsOwn(name, customer, customers.Keys),
                new Deadline(Time, TimeSpan.FromMinutes(1)),
                cancellation
            );
    }

    /// <summary>A pass that finds nothing to do, and asks for the list only.</summary>
    public async Task AssertEqualAsync(string customer = "acme")
    {
        var before = await RequestsAsync();
        var rows = await Store.ReadAsync(customer, cancellation);
        var outcome = await SyncAsync(customer);
        Assert.Empty(outcome.Plan!.Actions);
        var after = await RequestsAsync();
        Assert.Equal(["GET /api/v4/pbehaviors"], after.Skip(before.Count));
        Assert.Equal(
            rows.Select(row => row.ETag),
            (await Store.ReadAsync(customer, cancellation)).Select(row => row.ETag)
        );
    }

    /// <summary>By their names: different downtimes of one pack are sent side by side.</summary>
    public async Task<IReadOnlyList<JsonNode>> PbehaviorsAsync()
    {
        var reply = await Simulator.CallAsync(HttpMethod.Get, "pbehaviors?paginate=false");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return [.. reply.Json["data"]!.AsArray().Select(item => item!).OrderBy(NameOf, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<string>> NamesAsync() => [.. (await PbehaviorsAsync()).Select(NameOf)];

    private static string NameOf(JsonNode pbehavior) => pbehavior["name"]!.GetValue<string>();

    public async Task<DesiredDowntime> RowAsync(string name, string customer = "acme") =>
        (await Store.FindAsync(customer, name, cancellation))!.Row;

    /// <summary>Requests so far, without those of the test itself, which asks without a clock.</summary>
    public async Task<IReadOnlyList<string>> RequestsAsync() =>
        [
            .. (await Simulator.LinesAsync("/simulator/requests"))
                .Where(one =>
                    one["query"]?.GetValue<string>().Contains("search", StringComparison.Ordinal) == true
                    || one["method"]!.GetValue<string>() != "GET"
                )
                .Select(one => $"{one["method"]} {one["path"]}"),
        ];

    public Task GrantAsync(string rights) =>
        Simulator.SendAsync(
            HttpMethod.Post,
            "/simulator/users",
            new JsonObject
            {
                ["name"] = "forwarder",
                ["key"] = "key-of-forwarder",
                ["rights"] = rights,
            }.ToJsonString()
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var (client, _, _) in customers.Values)
        {
            client.Dispose();
        }
        await Simulator.DisposeAsync();
    }
}
