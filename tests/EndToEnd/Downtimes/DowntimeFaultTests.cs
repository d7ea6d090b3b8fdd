using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>What goes wrong ends in the right state, by itself where that is possible.</summary>
public sealed class DowntimeFaultTests(Azurite azurite)
{
    private static readonly CenterDowntime Downtime = new(8);
    private static readonly string Name = Downtime.NameOf(DowntimeWorld.Publisher);

    [Theory]
    [InlineData("""{"kind":"status","status":500,"json":true,"path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"status","status":502,"path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"status","status":200,"path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData(
        """{"kind":"status","status":504,"processed":true,"path":"/api/v4/pbehaviors","method":"POST","times":1}"""
    )]
    [InlineData("""{"kind":"status","status":403,"json":true,"path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"reset_before","path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"reset_after","path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"truncated","path":"/api/v4/pbehaviors","method":"POST","times":1}""")]
    [InlineData("""{"kind":"reset_after","path":"/api/v4/pbehavior-comments","times":1}""")]
    [InlineData("""{"kind":"reset_before","path":"/api/v4/pbehavior-types","times":1}""")]
    [InlineData("""{"kind":"status","status":200,"path":"/api/v4/pbehavior-reasons","times":1}""")]
    [InlineData("""{"kind":"maintenance"}""")]
    public async Task A_creation_that_fails_stays_pending_and_follows(string fault)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SetFaultAsync(fault);

        await world.ForwardAsync(Downtime.Scheduled);
        await world.Simulator.ClearFaultsAsync();
        await world.SyncAsync();

        var item = Assert.Single(await world.PbehaviorsAsync());
        Assert.Single(item["comments"]!.AsArray());
        var row = await world.RowAsync(Name);
        Assert.Equal((true, true, null), (row.Progress.IsDone, row.Progress.IsCommentDone, row.Progress.Error));
        await world.AssertEqualAsync();
    }

    [Theory]
    [InlineData("""{"kind":"status","status":500,"path":"/api/v4/pbehaviors","method":"DELETE","times":1}""")]
    [InlineData("""{"kind":"status","status":403,"path":"/api/v4/pbehaviors","method":"DELETE","times":1}""")]
    [InlineData("""{"kind":"reset_after","path":"/api/v4/pbehaviors","method":"DELETE","times":1}""")]
    [InlineData("""{"kind":"reset_before","path":"/api/v4/pbehaviors","method":"DELETE","times":1}""")]
    public async Task A_deletion_that_fails_stays_pending_and_follows(string fault)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.ForwardAsync(Downtime.Scheduled);
        await world.Simulator.SetFaultAsync(fault);

        await world.ForwardAsync(Downtime.Removed);
        Assert.False((await world.RowAsync(Name)).Progress.IsDone);
        await world.SyncAsync();

        Assert.Empty(await world.NamesAsync());
        Assert.True((await world.RowAsync(Name)).Progress.IsDone);
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task While_Canopsis_is_away_lanes_go_on_and_downtimes_wait()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SetFaultAsync("""{"kind":"status","status":503,"path":"/api/v4/pbehavior"}""");

        for (var id = 0; id < 5; id++)
        {
            await world.ForwardAsync(new CenterDowntime(id).Scheduled);
        }
        await world.ForwardAsync(new CenterDowntime(0).Removed);

        // Asked once, then left to the timer.
        Assert.Equal(1, world.Log.Ids.Count(id => id == 903) - 1);
        Assert.Empty((await world.SyncAsync()).Plan?.Actions ?? []);
        await world.Simulator.ClearFaultsAsync();
        await world.SyncAsync();
        Assert.Equal(4, (await world.NamesAsync()).Count);
        await world.AssertEqualAsync();
    }

    [Theory]
    [InlineData("24.10.1")]
    [InlineData("new")]
    public async Task What_is_there_under_its_name_counts_as_ours_and_becomes_as_desired(string version)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite, version);
        await world.ForwardAsync(Downtime.Scheduled);
        var ours = (await world.PbehaviorsAsync())[0];
        await world.ForwardAsync(Downtime.Removed);
        foreach (var (property, value) in new[] { ("_id", "another"), ("tstop", "") })
        {
            var body = ours.DeepClone().AsObject();
            body["type"] = ours["type"]!["_id"]!.GetValue<string>();
            body["reason"] = ours["reason"]!["_id"]!.GetValue<string>();
            body[property] = property == "_id" ? value : CenterDowntime.Start + 1;
            var made = await world.Simulator.CallAsync(HttpMethod.Post, "pbehaviors", body.ToJsonString());
            Assert.Equal(System.Net.HttpStatusCode.Created, made.Status);

            await world.ForwardAsync(Downtime.Scheduled);

            var item = Assert.Single(await world.PbehaviorsAsync());
            Assert.Equal(Downtime.Stop, item["tstop"]!.GetValue<long>());
            Assert.Single(item["comments"]!.AsArray());
            await world.AssertEqualAsync();
            await world.ForwardAsync(Downtime.Removed);
            Assert.Empty(await world.NamesAsync());
        }
    }

    [Fact]
    public async Task A_comment_that_is_refused_is_tried_again_and_never_sent_twice()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.GrantAsync("pbehavior=crd,pbehaviortype=r,pbehaviorreason=crud,event");
        world.Add("acme", ("canopsis_authkey", "key-of-forwarder"));

        await world.ForwardAsync(Downtime.Scheduled);
        await world.SyncAsync();
        var row = await world.RowAsync(Name);
        Assert.Equal((true, "comment 403"), (row.Progress.IsDone, row.Progress.Error));
        Assert.InRange(row.Progress.CommentAttempts, 1, 2);

        await world.GrantAsync("pbehavior=crud,pbehaviortype=r,pbehaviorreason=crud,event");
        for (var i = 0; i < 3; i++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(10));
            await world.SyncAsync();
        }

        Assert.Single(Assert.Single(await world.PbehaviorsAsync())["comments"]!.AsArray());
        row = await world.RowAsync(Name);
        Assert.Equal((true, null), (row.Progress.IsCommentDone, row.Progress.Error));
    }

    [Fact]
    public async Task Without_its_type_creations_wait_with_an_alarm_and_follow_when_it_is_there()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        world.Add("acme", ("canopsis_downtime_type_name", "Our type"));

        await world.ForwardAsync(Downtime.Scheduled);
        Assert.Contains(900, world.Log.Ids);
        Assert.Equal("waits for the type", (await world.RowAsync(Name)).Progress.Error);
        // An end needs no type.
        await world.ForwardAsync(new CenterDowntime(9).Removed);
        Assert.True((await world.RowAsync(new CenterDowntime(9).NameOf(DowntimeWorld.Publisher))).Progress.IsDone);

        await world.Simulator.SendAsync(HttpMethod.Post, "/simulator/types", """{"name":"Our type","hidden":true}""");
        await world.SyncAsync();

        Assert.Equal("Our type", Assert.Single(await world.PbehaviorsAsync())["type"]!["name"]!.GetValue<string>());
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task A_type_that_is_replaced_is_looked_up_again_when_Canopsis_refuses_the_old_id()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SendAsync(HttpMethod.Post, "/simulator/types", """{"name":"Our type"}""");
        world.Add("acme", ("canopsis_downtime_type_name", "Our type"));
        await world.ForwardAsync(Downtime.Scheduled);
        await world.ForwardAsync(Downtime.Removed);
        await world.Simulator.SendAsync(HttpMethod.Delete, "/simulator/types?name=Our%20type");
        await world.Simulator.SendAsync(HttpMethod.Post, "/simulator/types", """{"name":"Our type","id":"second"}""");

        await world.ForwardAsync(Downtime.Scheduled);
        await world.SyncAsync();

        Assert.Equal("second", Assert.Single(await world.PbehaviorsAsync())["type"]!["_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("reason-9", "reason-9")]
    [InlineData(null, "Default")]
    public async Task A_reason_that_cannot_be_created_is_replaced(string? configured, string expected)
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SendAsync(
            HttpMethod.Post,
            "/simulator/reasons",
            """{"name":"reason-9","id":"reason-9"}"""
        );
        await world.GrantAsync("pbehavior=crud,pbehaviortype=r,pbehaviorreason=r,event");
        world.Add("acme", ("canopsis_authkey", "key-of-forwarder"), ("canopsis_downtime_reason_id", configured ?? ""));

        await world.ForwardAsync(Downtime.Scheduled);

        Assert.Equal(expected, Assert.Single(await world.PbehaviorsAsync())["reason"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_reason_among_many_is_found_and_created_only_once()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        for (var i = 0; i < 12; i++)
        {
            await world.Simulator.SendAsync(HttpMethod.Post, "/simulator/reasons", $$"""{"name":"reason {{i}}"}""");
        }
        world.Add("beta");

        await world.ForwardAsync(Downtime.Scheduled);
        await world.PublishAsync("beta.rome", Downtime.Scheduled);

        Assert.Equal(2, (await world.NamesAsync()).Count);
        Assert.Single(await world.RequestsAsync(), "POST /api/v4/pbehavior-reasons");
    }

    [Fact]
    public async Task A_line_that_Canopsis_would_never_take_is_a_dead_letter()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);

        await world.ForwardAsync(
            new CenterDowntime(1) { Stop = CenterDowntime.Start - 1 }.Scheduled,
            new CenterDowntime(2).Scheduled
        );

        Assert.Equal([new CenterDowntime(2).NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        var letters = 0;
        await foreach (
            var letter in world.DeadLetters.QueryAsync("PartitionKey eq 'acme'", TestContext.Current.CancellationToken)
        )
        {
            Assert.Equal("invalid", letter.Text("reason"));
            letters++;
        }
        Assert.Equal(1, letters);
    }

    [Theory]
    [InlineData("24.04.0")]
    [InlineData("24.10.1")]
    [InlineData("new")]
    [InlineData("23.10.0")]
    public async Task The_route_for_connectors_is_used_where_there_is_one(string version)
    {
        await using var world = await DowntimeWorld.StartAsync(
            azurite,
            version,
            ("canopsis_downtime_strategy", "connector")
        );
        var hasRoute = version != "23.10.0";

        await world.ForwardAsync(Downtime.Scheduled, new CenterDowntime(9).Scheduled);

        Assert.Equal([Name, new CenterDowntime(9).NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        Assert.All(await world.PbehaviorsAsync(), item => Assert.Single(item["comments"]!.AsArray()));
        var requests = await world.RequestsAsync();
        Assert.Equal(!hasRoute, requests.Contains("POST /api/v4/pbehavior-comments"));
        Assert.Equal(!hasRoute, world.Log.Ids.Contains(911));
        await world.AssertEqualAsync();

        await world.ForwardAsync(new CenterDowntime(8) { Stop = CenterDowntime.Start + 60 }.Scheduled);
        Assert.Equal(2, (await world.NamesAsync()).Count);
        await world.AssertEqualAsync();

        await world.ForwardAsync(Downtime.Removed);
        Assert.Equal([new CenterDowntime(9).NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        await world.AssertEqualAsync();
    }
}
