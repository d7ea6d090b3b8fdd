using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>One downtime that Canopsis fails at, or that somebody has changed by hand, does not hold up the others.</summary>
public sealed class DowntimePoisonTests(Azurite azurite)
{
    private static readonly CenterDowntime Downtime = new(8);
    private static readonly string Name = Downtime.NameOf(DowntimeWorld.Publisher);

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_downtime_at_which_Canopsis_always_fails_stops_no_other_one()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        var all = Enumerable.Range(0, 9).Select(id => new CenterDowntime(id)).ToList();
        await world.ForwardAsync([.. all.Select(downtime => downtime.Scheduled)]);
        foreach (var item in await world.PbehaviorsAsync())
        {
            await PatchAsync(world, item["_id"]!.GetValue<string>(), """{"enabled":false}""");
        }
        var poison = all[0].NameOf(DowntimeWorld.Publisher);
        await world.Simulator.SetFaultAsync(
            $$"""{"kind":"status","status":500,"path":"/api/v4/pbehaviors/{{poison}}","method":"PUT"}"""
        );

        var outcome = await world.SyncAsync();

        Assert.Equal((1, 0, null), (outcome.Update.Failed, outcome.Update.Left, outcome.Update.Outage));
        Assert.False(outcome.IsWhole);
        Assert.Equal(8, (await world.PbehaviorsAsync()).Count(item => item["enabled"]!.GetValue<bool>()));
        var row = await world.RowAsync(poison);
        Assert.True(row.Progress.NextTry > world.Time.GetUtcNow());
        await world.Simulator.ClearFaultsAsync();
        Assert.True((await world.SyncAsync()).IsWhole);
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task A_comment_at_which_Canopsis_always_fails_is_tried_less_and_less_often()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SetFaultAsync("""{"kind":"status","status":500,"path":"/api/v4/pbehavior-comments"}""");

        await world.ForwardAsync(Downtime.Scheduled);
        var row = await world.RowAsync(Name);
        Assert.Equal((true, 1), (row.Progress.IsDone, row.Progress.CommentAttempts));
        Assert.NotNull(row.Progress.NextTry);
        await world.SyncAsync();

        Assert.False((await world.SyncAsync()).IsWhole);
        Assert.Equal(2, (await world.RowAsync(Name)).Progress.CommentAttempts);
    }

    [Fact]
    public async Task One_that_was_renamed_in_Canopsis_gets_its_name_back_and_ends_under_any()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.ForwardAsync(Downtime.Scheduled);
        foreach (var name in new[] { "centreon-downtime-acme-renamed", "renamed" })
        {
            await PatchAsync(world, Name, $$"""{"name":"{{name}}"}""");
            Assert.True((await world.SyncAsync()).IsWhole);
            Assert.Equal([Name], await world.NamesAsync());
        }
        await world.AssertEqualAsync();

        await PatchAsync(world, Name, """{"name":"renamed"}""");
        await world.ForwardAsync(Downtime.Removed);

        Assert.Empty(await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task One_taken_over_from_the_reference_connector_is_kept_as_it_is_desired()
    {
        await using var world = await DowntimeWorld.StartAsync(
            azurite,
            parameters: ("canopsis_downtime_name", "reference")
        );
        await world.ForwardAsync(Downtime.Scheduled, new CenterDowntime(9).Scheduled);
        var rows = await world.Store.ReadAsync("acme", cancellation);
        await world.Store.ForgetAsync("acme", rows.Single(row => row.Row.Name == Downtime.ReferenceName), cancellation);
        world.Add("acme");
        var unknown = new UnknownDowntimes("acme", world.Of(), world.Time);
        var (found, _) = await unknown.FindAsync(["acme"], withReference: true, cancellation);
        Assert.Equal(1, await unknown.AdoptAsync(found!, cancellation));
        await PatchAsync(world, Downtime.ReferenceName, """{"enabled":false}""");

        Assert.True((await world.SyncAsync()).IsWhole);

        Assert.All(await world.PbehaviorsAsync(), item => Assert.True(item["enabled"]!.GetValue<bool>()));
        await world.AssertEqualAsync();
    }

    [Fact]
    public async Task What_cannot_be_created_again_is_not_deleted_to_be_replaced()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.ForwardAsync(Downtime.Scheduled);
        await PatchAsync(world, Name, """{"enabled":false}""");
        await world.GrantAsync("pbehavior=rd,pbehaviortype=r,pbehaviorreason=crud,event");
        world.Add("acme", ("canopsis_authkey", "key-of-forwarder"));
        var update = new DowntimeUpdate(new(world.Time, TimeSpan.FromMinutes(1)));
        update.Forbid(DowntimeActionKind.Create);
        var stored = (await world.Store.FindAsync("acme", Name, cancellation))!;

        await world
            .Of()
            .Updater.RunAsync([new DowntimeAction(DowntimeActionKind.Correct, stored)], update, cancellation);

        Assert.Equal([Name], await world.NamesAsync());
        Assert.Equal(1, update.Left);
    }

    [Fact]
    public async Task What_was_reached_before_the_patience_of_a_lane_ended_is_noted()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.Simulator.SetFaultAsync(
            """{"kind":"status","status":500,"path":"/api/v4/pbehaviors","method":"POST","times":1}"""
        );
        await world.ForwardAsync(Downtime.Scheduled);
        await world.Simulator.SetFaultAsync(
            """{"kind":"latency","milliseconds":60000,"path":"/api/v4/pbehavior-comments"}"""
        );
        var stored = (await world.Store.FindAsync("acme", Name, cancellation))!;
        Assert.False(stored.Row.Progress.IsDone);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        var run = world
            .Of()
            .Updater.RunAsync(
                [new DowntimeAction(DowntimeActionKind.Create, stored)],
                new DowntimeUpdate(new(world.Time, TimeSpan.FromMinutes(1))),
                patience.Token,
                cancellation
            );
        while (!(await world.RequestsAsync()).Contains("POST /api/v4/pbehavior-comments"))
        {
            await Task.Yield();
        }
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.True((await world.RowAsync(Name)).Progress.IsDone);
    }

    [Fact]
    public async Task What_ends_while_downtimes_are_switched_off_does_not_come_back()
    {
        await using var world = await DowntimeWorld.StartAsync(azurite);
        await world.ForwardAsync(Downtime.Scheduled, new CenterDowntime(9).Scheduled);
        var before = await world.RequestsAsync();

        world.Add("acme", ("canopsis_downtime_send_pbh", 0));
        await world.ForwardAsync(Downtime.Removed, new CenterDowntime(10).Scheduled, new CenterDowntime(11).Removed);
        await world.SyncAsync();
        Assert.Equal(before, await world.RequestsAsync());
        Assert.Equal(2, (await world.Store.ReadAsync("acme", cancellation)).Count);

        world.Add("acme");
        await world.SyncAsync();
        Assert.Equal([new CenterDowntime(9).NameOf(DowntimeWorld.Publisher)], await world.NamesAsync());
        await world.AssertEqualAsync();
    }

    private static async Task PatchAsync(DowntimeWorld world, string id, string body)
    {
        var reply = await world.Simulator.CallAsync(HttpMethod.Patch, $"pbehaviors/{id}", body);
        Assert.True((int)reply.Status < 300, reply.Text);
    }
}
