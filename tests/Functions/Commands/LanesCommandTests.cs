using System.Text.Json.Nodes;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Commands;

/// <summary><c>forwarder lanes</c> as operators type it, over the emulator. Every test uses a lane and a customer of its own.</summary>
public sealed class LanesCommandTests(Azurite azurite) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string key = $"c{Guid.NewGuid():N}"[..20];
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private string Lane => $"!unknown-{key}";

    [Fact]
    public async Task Packs_of_no_publisher_are_shown_and_assigned_by_epoch()
    {
        await AddCustomerAsync();
        await ParkAsync("one", 1, 2);
        await ParkAsync("two", 1);

        Assert.Contains($"wait in lane {Lane}", (await RunAsync("status")).Out, StringComparison.Ordinal);
        Assert.Equal([("one", 2), ("two", 1)], await ListAsync());

        var unsaid = await AssignAsync(key);
        Assert.Equal(2, unsaid.ExitCode);
        Assert.Contains("one two", unsaid.Error, StringComparison.Ordinal);
        Assert.Equal([("one", 2), ("two", 1)], await ListAsync());

        var assigned = await AssignAsync(key, "--epoch", "one");
        Assert.True(assigned.ExitCode == 0, assigned.Error);
        Assert.Equal([("two", 1)], await ListAsync());
        Assert.Equal(2, (await Store.ReadAsync($"{key}.a", cancellation)).Row.Counters.Parked);
        Assert.Equal(1, (int)(await AssignAsync(key, "--json")).Json["assigned"]!);
        Assert.Empty(await ListAsync());
        Assert.DoesNotContain($"wait in lane {Lane}", (await RunAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_without_customer_and_a_lane_that_is_delivered_are_refused()
    {
        await ParkAsync("one", 1);

        var unknown = await AssignAsync(key);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains($"there is no customer {key}", unknown.Error, StringComparison.Ordinal);
        await AddCustomerAsync();
        var own = await RunAsync("lanes", "assign", "--lane", $"{key}.b", "--publisher", $"{key}.a");
        Assert.Equal(2, own.ExitCode);
        var malformed = await RunAsync("lanes", "assign", "--lane", Lane, "--publisher", "Nobody");
        Assert.Contains("<customer>.<agent>", malformed.Error, StringComparison.Ordinal);
        Assert.Equal([("one", 1)], await ListAsync());
    }

    [Fact]
    public async Task Packs_are_given_up_with_force_only_and_can_be_seen_afterwards()
    {
        await ParkAsync("one", 1);

        Assert.Equal(2, (await RunAsync("lanes", "discard", "--lane", Lane)).ExitCode);
        Assert.Equal([("one", 1)], await ListAsync());
        Assert.Equal(0, (await RunAsync("lanes", "discard", "--lane", Lane, "--force")).ExitCode);

        Assert.Empty(await ListAsync());
        var letters = await RunAsync(
            "dead-letters",
            "list",
            "--customer",
            UnclaimedLanes.LettersOf,
            "--each",
            "--limit",
            "10000",
            "--json"
        );
        Assert.Contains(Lane, letters.Out, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private TableLaneStore Store
    {
        get
        {
            var table = azurite.Service.Table(TableLaneStore.TableName);
            return new TableLaneStore(table, new LaneDirectory(table, TimeProvider.System));
        }
    }

    private async Task ParkAsync(string epoch, params long[] sequences)
    {
        var parking = new LaneParking(
            Store,
            new LaneAlarms(new Logging.RecordingLogger<LaneParking>()),
            TimeProvider.System
        );
        var packs = sequences.Select(sequence => TestPacks.Raw(sequence, [1, 2, 3]));
        await parking.ParkAsync(
            Lane,
            [.. packs.Select(pack => pack with { Label = pack.Label with { Key = new(epoch, pack.Key.Sequence) } })],
            [],
            cancellation
        );
    }

    private async Task<(string, int)[]> ListAsync() =>
        [
            .. (await RunAsync("lanes", "list", "--json")).Json["lanes"]!
                .AsArray()
                .Where(lane => (string?)lane!["lane"] == Lane)
                .Select(lane => ((string)lane!["epoch"]!, (int)lane["packs"]!)),
        ];

    private async Task AddCustomerAsync()
    {
        var parameters = new JsonObject
        {
            ["canopsis_host"] = "canopsis.example.test",
            ["canopsis_authkey"] = $"KEY-{key}",
        };
        var file = folder.Write("p.json", parameters.ToJsonString());
        Assert.Equal(0, (await RunAsync("customers", "add", key, "--parameters", file)).ExitCode);
    }

    private Task<CommandOutput> AssignAsync(string customer, params string[] more) =>
        RunAsync(["lanes", "assign", "--lane", Lane, "--publisher", $"{customer}.a", .. more]);

    private Task<CommandOutput> RunAsync(params string[] arguments) =>
        CommandOutput.RunAsync(arguments, ("AzureWebJobsStorage", azurite.ConnectionString));
}
