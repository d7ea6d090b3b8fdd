using System.Text.Json;
using Forwarder.Agent.Spool;
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
        await StartAsync();
        await UntilAsync(() => publisher.Counters.Packs == 2);
        Execute("DROP TRIGGER full");
        Commit(3);
        await UntilAsync(() => spool.ReadDepth().Packs == 0);
        Assert.Equal([1, 2, 3], hub.Received.Select(publication => (int)publication.Body[0]));
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

    private Task StartAsync()
    {
        publisher = new TestPublisher(
            spool,
            signal,
            TestPublisher.ToHub(hub.Port, $"\"hub_token_file\":{JsonSerializer.Serialize(TokenFile)}"),
            TimeProvider.System
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
