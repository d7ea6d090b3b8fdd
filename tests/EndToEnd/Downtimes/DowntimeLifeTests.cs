using System.Text;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>Lives of downtimes from the agent's lines to every version of Canopsis (bbdo.md 4.2).</summary>
public sealed class DowntimeLifeTests(Azurite azurite)
{
    private static readonly string Name = new CenterDowntime(8).NameOf(DowntimeWorld.Publisher);

    public static MatrixTheoryData<string, bool> Everywhere() => new(DowntimeWorld.Versions, [false, true]);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task From_its_announcement_to_its_end_it_is_there(string version, bool isLegacy)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite, version);
        var ofService = new CenterDowntime(8, isLegacy);
        var ofHost = new CenterDowntime(9, isLegacy) { Service = null };

        await world.ForwardAsync(ofService.Scheduled, ofHost.Scheduled);

        var shown = await world.PbehaviorsAsync();
        Assert.Equal([Name, ofHost.NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        foreach (var (downtime, item) in new[] { ofService, ofHost }.Zip(shown))
        {
            Assert.Equal(item["_id"]!.GetValue<string>(), item["name"]!.GetValue<string>());
            Assert.Equal("Centreon_downtime", item["reason"]!["name"]!.GetValue<string>());
            Assert.Equal("Default maintenance", item["type"]!["name"]!.GetValue<string>());
            Assert.Equal(
                (CenterDowntime.Start, downtime.Stop),
                (item["tstart"]!.GetValue<long>(), item["tstop"]!.GetValue<long>())
            );
            Assert.Equal(downtime.Entity, item["entity_pattern"]![0]![0]!["cond"]!["value"]!.GetValue<string>());
            Assert.Equal(
                "changing the disk",
                Assert.Single(item["comments"]!.AsArray())!["message"]!.GetValue<string>()
            );
        }

        await world.ForwardAsync(ofService.Started, ofHost.Started);
        Assert.Equal(2, (await world.NamesAsync()).Count);
        await world.AssertEqualAsync();

        await world.ForwardAsync(ofService.Ended);
        Assert.Equal([ofHost.NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        await world.ForwardAsync(ofService.Removed, ofHost.Removed);
        Assert.Empty(await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removed_by_an_engine_stop_and_announced_again_it_is_still_there(bool isLegacy)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8, isLegacy);

        await world.ForwardAsync(
            downtime.Scheduled,
            downtime.Started,
            downtime.Removed,
            downtime.Scheduled,
            downtime.Started
        );

        Assert.Equal([Name], await world.NamesAsync());
        Assert.Single((await world.PbehaviorsAsync())[0]["comments"]!.AsArray());
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task A_whole_life_in_one_pack_reaches_Canopsis_step_by_step()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8);

        await world.ForwardAsync(downtime.Scheduled, downtime.Started, downtime.Ended, downtime.Removed);

        Assert.Equal(
            ["POST /api/v4/pbehaviors", "POST /api/v4/pbehavior-comments", "DELETE /api/v4/pbehaviors"],
            (await world.RequestsAsync()).Where(request => !request.Contains("reason", StringComparison.Ordinal))
        );
        Assert.Empty(await world.NamesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flexible_one_is_there_from_its_start_for_its_duration(bool isLegacy)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var flexible = new CenterDowntime(8, isLegacy) { IsFixed = false };
        var never = new CenterDowntime(9, isLegacy) { IsFixed = false };

        await world.ForwardAsync(flexible.Scheduled, never.Scheduled);
        Assert.Empty(await world.NamesAsync());

        await world.ForwardAsync(flexible.Started);
        var item = Assert.Single(await world.PbehaviorsAsync());
        Assert.Equal(CenterDowntime.Start + 5, item["tstart"]!.GetValue<long>());
        Assert.Equal(CenterDowntime.Start + 605, item["tstop"]!.GetValue<long>());

        await world.ForwardAsync(flexible.Removed, never.Cancelled);
        Assert.Empty(await world.NamesAsync());
    }

    [Fact]
    public async Task Cancelled_before_its_start_it_goes()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8);

        await world.ForwardAsync(downtime.Scheduled, downtime.Cancelled);

        Assert.Empty(await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    [Theory]
    [InlineData("pbehavior=crud,pbehaviortype=r,pbehaviorreason=crud,event")]
    [InlineData("pbehavior=crd,pbehaviortype=r,pbehaviorreason=crud,event")]
    public async Task A_window_that_changes_is_corrected_with_or_without_the_right_to_update(string rights)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.GrantAsync(rights);
        world.Add("acme", ("canopsis_authkey", "key-of-forwarder"));

        await world.ForwardAsync(new CenterDowntime(8).Scheduled);
        await world.ForwardAsync(new CenterDowntime(8) { Stop = CenterDowntime.Start + 60 }.Scheduled);

        var item = Assert.Single(await world.PbehaviorsAsync());
        Assert.Equal(CenterDowntime.Start + 60, item["tstop"]!.GetValue<long>());
        Assert.True((await world.RowAsync(Name)).Progress.IsDone);
    }

    [Fact]
    public async Task Packs_that_come_again_cause_no_request()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8);
        var first = await world.ForwardAsync(downtime.Scheduled);
        var second = await world.ForwardAsync(downtime.Removed, new CenterDowntime(9).Scheduled);
        var before = await world.RequestsAsync();
        var rows = await world.Store.ReadAsync("acme", TestContext.Current.CancellationToken);

        // The lane recognises them; its rows do as well, when a crash took what the lane knew.
        await world.OfferAsync(DowntimeWorld.Publisher, first);
        var batch = new Functions.Downtimes.DowntimeBatch();
        foreach (var (line, at) in new[] { (downtime.Scheduled, 1), (downtime.Removed, 2) })
        {
            batch.Clear();
            var read = world.Of().Lane.Read(Encoding.UTF8.GetBytes(line), new("acme", "paris"));
            Assert.True(batch.TryAdd(read.Downtime!, new("0f8a", at, 1)));
            Assert.Empty(await world.Of().Lane.StoreAsync(batch, TestContext.Current.CancellationToken));
        }
        await world.OfferAsync(DowntimeWorld.Publisher, second);

        Assert.Equal(before, await world.RequestsAsync());
        Assert.Equal(
            rows.Select(row => row.ETag),
            (await world.Store.ReadAsync("acme", TestContext.Current.CancellationToken)).Select(row => row.ETag)
        );
    }

    [Fact]
    public async Task Events_and_downtimes_keep_their_order()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.ForwardAsync(new CenterDowntime(1).Scheduled);
        var before = await world.RequestsAsync();

        await world.ForwardAsync(
            Status("a"),
            Status("b"),
            new CenterDowntime(2).Scheduled,
            Status("c"),
            new CenterDowntime(2).Removed,
            Status("d")
        );

        Assert.Equal(
            [
                "POST /api/v4/event",
                "POST /api/v4/pbehaviors",
                "POST /api/v4/pbehavior-comments",
                "POST /api/v4/event",
                "DELETE /api/v4/pbehaviors",
                "POST /api/v4/event",
            ],
            (await world.RequestsAsync()).Skip(before.Count)
        );
    }

    [Fact]
    public async Task Nothing_is_sent_when_downtimes_are_switched_off()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite, "24.10.1", ("canopsis_downtime_send_pbh", 0));

        await world.ForwardAsync(new CenterDowntime(8).Scheduled);
        await world.SyncAsync();

        Assert.Empty(await world.RequestsAsync());
        Assert.Empty(await world.Store.ReadAsync("acme", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_at_once_take_one_request_and_their_comments()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);

        await world.ForwardAsync([.. Enumerable.Range(0, 45).Select(id => new CenterDowntime(id).Scheduled)]);

        Assert.Equal(45, (await world.NamesAsync()).Count);
        var requests = await world.RequestsAsync();
        Assert.Single(requests, "POST /api/v4/bulk/pbehaviors");
        Assert.Equal(45, requests.Count(request => request == "POST /api/v4/pbehavior-comments"));
        Assert.DoesNotContain("POST /api/v4/pbehaviors", requests);
        await world.AssertEqualAsync();

        await world.ForwardAsync([.. Enumerable.Range(0, 45).Select(id => new CenterDowntime(id).Removed)]);
        Assert.Empty(await world.NamesAsync());
        Assert.Contains("DELETE /api/v4/bulk/pbehaviors", await world.RequestsAsync());
    }

    [Theory]
    [InlineData("a b+c&d=e#f?g%h;i")]
    [InlineData("\"quotes\" 'and' \\back\\slashes")]
    [InlineData("été ∆ 日本 😀 \u202e")]
    [InlineData(".*[a](b){c}|^$+?")]
    [InlineData("<script>&amp;\t\u0001")]
    [InlineData("a/b//c")]
    public async Task Names_and_comments_of_every_kind_arrive_as_they_are(string text)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var downtime = new CenterDowntime(8)
        {
            Host = $"h {text}",
            Service = $"s {text}",
            Comment = $"c {text}",
        };

        await world.ForwardAsync(downtime.Scheduled);

        var item = Assert.Single(await world.PbehaviorsAsync());
        Assert.Equal(downtime.Entity, item["entity_pattern"]![0]![0]!["cond"]!["value"]!.GetValue<string>());
        Assert.Equal(downtime.Comment, item["comments"]![0]!["message"]!.GetValue<string>());
        await world.AssertEqualAsync();
        await world.ForwardAsync(downtime.Removed);
        Assert.Empty(await world.NamesAsync());
    }

    [Theory]
    [InlineData("a b+c&d=e#f%h;i'\\\"")]
    [InlineData("été ∆ 日本 😀 .*[a](b)|^$+?/")]
    public async Task Names_that_a_template_gives_are_found_and_deleted_again(string name)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var encoded = System.Text.Json.JsonEncodedText.Encode($"{name} {{id}}");
        world.Format = Encoding.UTF8.GetBytes(
            $$$"""
            {"neb_downtime": {"name": "{{{encoded}}}", "enabled": true, "type": "{{{await IdAsync(world, "types")}}}",
              "reason": "{{{await IdAsync(world, "reasons")}}}", "tstart": "{start_time}", "tstop": "{end_time}",
              "entity_pattern": [[{"field": "_id", "cond": {"type": "eq", "value": "x"}}]],
              "comment": [{"pbehavior": "{{{encoded}}}", "message": "by template"}]}}
            """
        );
        world.Add("acme", ("format_file", "formats.json"));
        var downtime = new CenterDowntime(8);

        await world.ForwardAsync(downtime.Scheduled);
        var item = Assert.Single(await world.PbehaviorsAsync());
        Assert.Equal($"{name} 8", item["name"]!.GetValue<string>());
        Assert.Equal("by template", item["comments"]![0]!["message"]!.GetValue<string>());

        // Known by name only to who comes later.
        var row = (await world.Store.FindAsync("acme", $"{name} 8", TestContext.Current.CancellationToken))!;
        await world.Store.WriteAsync(
            "acme",
            [new(row, row.Row with { Progress = Functions.Downtimes.DowntimeProgress.Pending })],
            TestContext.Current.CancellationToken
        );
        await world.SyncAsync();
        Assert.True((await world.RowAsync($"{name} 8")).Progress.IsDone);

        await world.ForwardAsync(downtime.Removed);
        Assert.Empty(await world.NamesAsync());
    }

    private static async Task<string> IdAsync(DowntimeWorld world, string list)
    {
        var reply = await world.Simulator.CallAsync(HttpMethod.Get, $"pbehavior-{list}?paginate=false");
        return reply.Json["data"]![0]!["_id"]!.GetValue<string>();
    }

    private static string Status(string output) =>
        "{\"kind\":\"service_status\",\"bbdo\":3,\"host_id\":10,\"service_id\":20,\"state\":1,\"last_check\":1700000000,\"output\":\""
        + output
        + "\",\"cache\":{\"host\":{\"name\":\"srv\"},\"service\":{\"description\":\"Disk\"},\"poller\":\"p\"}}";
}
