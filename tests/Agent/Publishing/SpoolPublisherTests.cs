using System.Text.Json;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Tests.Publishing;

public sealed class SpoolPublisherTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly SpoolSignal signal = new();
    private HubStub hub = null!;
    private SpoolDatabase spool = null!;
    private TestPublisher publisher = null!;

    private string TokenFile => Path.Combine(folder.Path, "token");

    [Fact]
    public async Task Packs_are_published_in_order_one_in_flight_and_leave_the_spool()
    {
        Commit(1, 2, 3);
        await StartAsync();
        await UntilAsync(() => hub.Received.Count == 3);
        Commit(4);
        await UntilAsync(() => publisher.Counters.Packs == 4 && spool.ReadDepth().Packs == 0);

        Assert.Equal([1, 2, 3, 4], hub.Received.Select(publication => (int)publication.Body[0]));
        Assert.Equal(1, hub.MostInFlight);
        var first = hub.Received.First();
        Assert.Equal("/events/publishers/acme.paris/messages?api-version=2014-01&timeout=60", first.Url);
        Assert.Equal("SharedAccessSignature first", first.Authorization);
        Assert.Equal("application/atom+xml;type=entry;charset=utf-8", first.ContentType);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(408)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(0)]
    public async Task A_pack_that_is_not_stored_stays_in_front_until_it_is(int answer)
    {
        hub.Answers.Enqueue(answer);
        hub.Answers.Enqueue(answer);
        Commit(1, 2);
        await StartAsync();
        await UntilAsync(() => publisher.Counters.Packs == 2 && spool.ReadDepth().Packs == 0);
        Assert.Equal([1, 1, 1, 2], hub.Received.Select(publication => (int)publication.Body[0]));
        Assert.Equal(2, publisher.Counters.Retries);
    }

    [Fact]
    public async Task A_renewed_token_is_used_without_a_restart()
    {
        await StartAsync();
        Commit(1);
        await UntilAsync(() => publisher.Counters.Packs == 1);
        await File.WriteAllTextAsync(
            TokenFile,
            "SharedAccessSignature second\n",
            TestContext.Current.CancellationToken
        );
        File.SetLastWriteTimeUtc(TokenFile, Now.UtcDateTime.AddDays(1));
        Commit(2);
        await UntilAsync(() => publisher.Counters.Packs == 2);
        Assert.Equal("SharedAccessSignature second", hub.Received.Last().Authorization);
    }

    [Fact]
    public async Task What_was_not_published_is_published_after_a_restart()
    {
        hub.Answers.Enqueue(201);
        for (var i = 0; i < 100; i++)
        {
            hub.Answers.Enqueue(503);
        }
        Commit(1, 2);
        await StartAsync();
        await UntilAsync(() => hub.Received.Count(publication => publication.Answered == 503) == 1);
        await publisher.DisposeAsync();
        hub.Answers.Clear();

        await StartAsync();
        await UntilAsync(() => spool.ReadDepth().Packs == 0);
        Assert.Equal(
            [1, 2],
            hub.Received.Where(publication => publication.Answered == 201)
                .Select(publication => (int)publication.Body[0])
        );
    }

    [Fact]
    public async Task A_database_that_refuses_to_delete_delays_nothing_and_repeats_nothing()
    {
        Execute("CREATE TRIGGER full BEFORE DELETE ON packs BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        Commit(1, 2);
        // a clock that stands still: nothing waits for it
        await StartAsync(time: new ManualClock());
        await UntilAsync(() => publisher.Counters.Packs == 2);
        Execute("DROP TRIGGER full");
        Commit(3);
        await UntilAsync(() => spool.ReadDepth().Packs == 0);
        Assert.Single(publisher.Log.Of(302));
        Assert.Equal([1, 2, 3], hub.Received.Select(publication => (int)publication.Body[0]));
    }

    [Fact]
    public async Task A_refused_pack_that_cannot_be_set_aside_yet_is_not_deleted_with_the_next()
    {
        Execute("CREATE TRIGGER full BEFORE INSERT ON set_aside BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        hub.Decide = body => body[0] == 1 ? 413 : null;
        Commit(1, 2);
        var clock = new ManualClock();
        await StartAsync(time: clock);
        await clock.AdvanceUntilAsync(() => publisher.Log.Of(302).Count == 1, TimeSpan.FromSeconds(1));
        var refusals = hub.Received.Count(publication => publication.Answered == 413);
        Assert.Equal((2, 0), (spool.ReadDepth().Packs, spool.Read().SetAside.Packs));
        Assert.DoesNotContain(hub.Received, publication => publication.Body[0] == 2);

        Execute("DROP TRIGGER full");
        await clock.AdvanceUntilAsync(() => spool.ReadDepth().Packs == 0, TimeSpan.FromSeconds(1));
        var reading = spool.Read();
        Assert.Equal((1, 1, 1), (reading.Published, reading.SetAside.Packs, reading.SetAside.Events));
        // kept by a further attempt to keep it, not to send it
        Assert.Equal(refusals, hub.Received.Count(publication => publication.Answered == 413));
    }

    [Fact]
    public async Task An_answer_whose_body_never_ends_is_given_up_like_one_that_never_comes()
    {
        hub.StallsBodies = true;
        hub.Detail = "<Error>";
        hub.Answers.Enqueue(403);
        Commit(1);
        await StartAsync("\"hub_timeout\":1");
        await UntilAsync(() => publisher.Counters.Packs == 1);
        Assert.Contains("no whole answer within 1 s", Assert.Single(publisher.Log.Of(300)), StringComparison.Ordinal);
        Assert.Empty(publisher.Log.Of(303));
    }

    [Fact]
    public async Task A_token_file_that_is_gone_is_told_and_the_token_serves_until_it_is_refused()
    {
        await StartAsync();
        Commit(1);
        await UntilAsync(() => publisher.Counters.Packs == 1);
        File.Delete(TokenFile);
        Commit(2);
        await UntilAsync(() => publisher.Counters.Packs == 2);
        Assert.Equal("SharedAccessSignature first", hub.Received.Last().Authorization);
        Assert.Contains(
            $"hub_token_file = {TokenFile}",
            Assert.Single(publisher.Log.Of(311)),
            StringComparison.Ordinal
        );

        hub.Answers.Enqueue(401);
        Commit(3);
        await UntilAsync(() => publisher.Log.Of(300).Count == 1);
        Assert.Contains($"hub_token_file = {TokenFile}", publisher.State.Read().LastError, StringComparison.Ordinal);
        await File.WriteAllTextAsync(TokenFile, "SharedAccessSignature new", TestContext.Current.CancellationToken);
        await UntilAsync(() => publisher.Counters.Packs == 3);
        Assert.Equal("SharedAccessSignature new", hub.Received.Last().Authorization);
    }

    [Fact]
    public async Task A_token_that_was_renewed_in_time_costs_one_refusal_and_no_alarm()
    {
        hub.Answers.Enqueue(401);
        Commit(1);
        await StartAsync();
        await UntilAsync(() => publisher.Counters.Packs == 1);
        Assert.Equal(1, publisher.Counters.Retries);
        Assert.Empty(publisher.Log.Of(303));
        Assert.Empty(publisher.Log.Of(304));
        Assert.Null(publisher.State.Read().LastError);
    }

    public async ValueTask InitializeAsync()
    {
        hub = await HubStub.StartAsync();
        spool = SpoolDatabase.Open(folder.Path);
        await File.WriteAllTextAsync(TokenFile, "SharedAccessSignature first\n");
        File.SetLastWriteTimeUtc(TokenFile, Now.UtcDateTime);
    }

    public async ValueTask DisposeAsync()
    {
        await publisher.DisposeAsync();
        spool.Dispose();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    private Task StartAsync(string more = "\"log_level\":1", TimeProvider? time = null)
    {
        publisher = new TestPublisher(
            spool,
            signal,
            TestPublisher.ToHub(hub.Port, $"\"hub_token_file\":{JsonSerializer.Serialize(TokenFile)},{more}"),
            time ?? TimeProvider.System
        );
        return publisher.StartAsync();
    }

    private void Execute(string sql)
    {
        var path = Path.Combine(folder.Path, "spool.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Commit(params byte[] bodies)
    {
        spool.Commit([.. bodies.Select(body => new SealedPack("e", body, Now, 1, [body]))], [], []);
        signal.Committed();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
