using System.Net;
using System.Text.Json.Nodes;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>The timer's comparison, whatever happened in between.</summary>
public sealed class DowntimeSyncTests(Azurite azurite)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions() => [.. DowntimeWorld.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Any_drift_is_made_good_by_one_pass_and_a_second_one_writes_nothing(string version)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite, version);
        var all = Enumerable.Range(0, 60).Select(id => new CenterDowntime(id)).ToList();
        foreach (var part in all.Chunk(40))
        {
            await world.ForwardAsync([.. part.Select(downtime => downtime.Scheduled)]);
        }
        var random = new Random(4711);
        foreach (var item in await world.PbehaviorsAsync())
        {
            await DriftAsync(world, item, random.Next(5));
        }
        await ForeignAsync(world, "centreon-downtime-5-1700000000");
        await ForeignAsync(world, "centreon-downtime-acme-paris-3-99999-1");

        var outcome = await world.SyncAsync();

        Assert.True(outcome.IsWhole);
        Assert.Equal(
            2,
            outcome.Plan!.Unknown.Count
                + (await world.NamesAsync()).Count
                - outcome.Plan.Listed
                - outcome.Update.Done(DowntimeActionKind.Create)
        );
        var shown = (await world.PbehaviorsAsync()).ToDictionary(item => item["name"]!.GetValue<string>());
        Assert.Equal(62, shown.Count);
        foreach (var downtime in all)
        {
            var item = shown[downtime.NameOf(DowntimeWorld.Publisher)];
            Assert.Equal(downtime.Stop, item["tstop"]!.GetValue<long>());
            Assert.True(item["enabled"]!.GetValue<bool>());
            Assert.Equal(downtime.Entity, item["entity_pattern"]![0]![0]!["cond"]!["value"]!.GetValue<string>());
            Assert.Single(item["comments"]!.AsArray());
        }
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task Deletions_of_more_than_a_fifth_wait_for_an_operator_creations_do_not()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var all = Enumerable.Range(0, 30).Select(id => new CenterDowntime(id)).ToList();
        await world.ForwardAsync([.. all.Select(downtime => downtime.Scheduled)]);
        await world.Simulator.SetFaultAsync("""{"kind":"status","status":500,"method":"DELETE"}""");
        await world.ForwardAsync([.. all.Take(10).Select(downtime => downtime.Removed)]);
        await world.Simulator.ClearFaultsAsync();
        await world.Simulator.CallAsync(HttpMethod.Delete, $"pbehaviors/{all[20].NameOf(DowntimeWorld.Publisher)}");

        var held = await world.SyncAsync();

        Assert.True(held.IsStopped);
        Assert.Contains(908, world.Log.Ids);
        Assert.Equal(30, (await world.NamesAsync()).Count);

        Assert.True((await world.SyncAsync(isForced: true)).IsWhole);
        Assert.Equal(20, (await world.NamesAsync()).Count);
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task An_empty_table_deletes_nothing_and_what_is_there_can_be_taken_over_or_removed()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        string[] names = [.. Enumerable.Range(0, 30).Select(id => $"centreon-downtime-acme-paris-3-{id}-1")];
        foreach (var name in names.Append("centreon-downtime-8-1700000000"))
        {
            await ForeignAsync(world, name);
        }

        Assert.Empty((await world.SyncAsync()).Plan!.Actions);
        Assert.Contains(909, world.Log.Ids);
        Assert.Equal(31, (await world.NamesAsync()).Count);

        var unknown = new UnknownDowntimes("acme", world.Of(), world.Time);
        var (own, _) = await unknown.FindAsync(["acme"], withReference: false, cancellation);
        Assert.Equal(names.Order(StringComparer.Ordinal), own!.Select(item => item.Name));

        await unknown.PurgeAsync(
            [.. own!.Take(12)],
            new DowntimeUpdate(new(world.Time, TimeSpan.FromMinutes(1))),
            cancellation
        );
        Assert.Equal(19, (await world.NamesAsync()).Count);
        var (left, _) = await unknown.FindAsync(["acme"], withReference: true, cancellation);
        Assert.Equal(19, await unknown.AdoptAsync(left!, cancellation));
        Assert.Empty((await unknown.FindAsync(["acme"], withReference: true, cancellation)).Items!);

        // Taken over from the reference connector, it ends with the downtime of Centreon.
        await world.ForwardAsync(new CenterDowntime(8).Removed);
        Assert.Equal(18, (await world.NamesAsync()).Count);
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task Customers_and_a_reference_connector_on_one_Canopsis_do_not_touch_each_other()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        world.Add("acme-b");
        var downtime = new CenterDowntime(8);
        await ForeignAsync(world, downtime.ReferenceName);
        await world.PublishAsync("acme.b-1", downtime.Scheduled);
        await world.PublishAsync("acme-b.rome", downtime.Scheduled);

        await world.AssertEqualAsync("acme");
        await world.AssertEqualAsync("acme-b");
        foreach (var customer in new[] { "acme", "acme-b" })
        {
            var unknown = new UnknownDowntimes(customer, world.Of(customer), world.Time);
            Assert.Empty((await unknown.FindAsync(["acme", "acme-b"], withReference: false, cancellation)).Items!);
        }

        await world.PublishAsync("acme.b-1", downtime.Removed);
        await world.SyncAsync("acme-b");
        await world.SyncAsync("acme");

        Assert.Equal([downtime.ReferenceName, downtime.NameOf("acme-b.rome")], await world.NamesAsync());
    }

    [Fact]
    public async Task A_row_that_changes_while_the_timer_works_is_left_to_its_lane()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8);
        await world.Simulator.SetFaultAsync(
            """{"kind":"status","status":500,"path":"/api/v4/pbehaviors","method":"POST","times":1}"""
        );
        await world.ForwardAsync(downtime.Scheduled);
        await world.Simulator.SetFaultAsync(
            """{"kind":"latency","milliseconds":300,"path":"/api/v4/pbehaviors","method":"POST"}"""
        );

        var pass = world.SyncAsync();
        while (!(await world.RequestsAsync()).Contains("GET /api/v4/pbehaviors"))
        {
            await Task.Yield();
        }
        await world.ForwardAsync(downtime.Removed);
        await pass;
        await world.SyncAsync();

        Assert.Empty(await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task After_another_naming_was_configured_old_downtimes_end_by_their_old_names()
    {
        await using var world = await DowntimeWorld.StartAsync(
            azurite,
            "24.10.1",
            ("canopsis_downtime_name", "reference")
        );
        var (first, second) = (new CenterDowntime(8), new CenterDowntime(9));
        await world.ForwardAsync(first.Scheduled, second.Scheduled);
        Assert.Equal([first.ReferenceName, second.ReferenceName], await world.NamesAsync());

        world.Add("acme");
        await world.ForwardAsync(first.Removed, second.Started);

        Assert.Equal([second.NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    private static async Task DriftAsync(DowntimeWorld world, JsonNode item, int kind)
    {
        var id = item["_id"]!.GetValue<string>();
        var reply = kind switch
        {
            0 => await world.Simulator.CallAsync(HttpMethod.Delete, $"pbehaviors/{id}"),
            1 => await world.Simulator.CallAsync(HttpMethod.Patch, $"pbehaviors/{id}", """{"enabled":false}"""),
            2 => await world.Simulator.CallAsync(
                HttpMethod.Patch,
                $"pbehaviors/{id}",
                $$"""{"tstop":{{CenterDowntime.Start + 9}}}"""
            ),
            3 => await world.Simulator.CallAsync(
                HttpMethod.Patch,
                $"pbehaviors/{id}",
                """{"entity_pattern":[[{"field":"name","cond":{"type":"eq","value":"x"}}]]}"""
            ),
            _ => null,
        };
        Assert.True(reply is null || (int)reply.Status < 300, reply?.Text);
    }

    private static async Task ForeignAsync(DowntimeWorld world, string name)
    {
        var types = await world.Simulator.CallAsync(HttpMethod.Get, "pbehavior-types?paginate=false");
        var reasons = await world.Simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons?paginate=false");
        var type = types.Json["data"]!
            .AsArray()
            .First(item => item!["name"]!.GetValue<string>() == "Default maintenance");
        var body = new JsonObject
        {
            ["_id"] = name,
            ["name"] = name,
            ["enabled"] = true,
            ["type"] = type!["_id"]!.DeepClone(),
            ["reason"] = reasons.Json["data"]![0]!["_id"]!.DeepClone(),
            ["tstart"] = 1_700_000_000,
            ["tstop"] = CenterDowntime.Start + 99_999,
            ["color"] = "#73D8FF",
            ["entity_pattern"] = JsonNode.Parse("""[[{"field":"_id","cond":{"type":"eq","value":"Disk/srv"}}]]"""),
        };
        var reply = await world.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", body.ToJsonString());
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
    }
}
