using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Parameters;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Agent.Tests;

/// <summary>What is committed together and when, with recorded sessions and a real database.</summary>
public sealed partial class EventPipelineTests : IDisposable
{
    private const string Session = "cbd-23.10.16-bbdo3.0.1-full.bin";
    private static readonly byte[] Welcome = TestPackets.Packet(ProtocolIds.Welcome, [0x0A, 4, 8, 3, 0x18, 1]);
    private static readonly byte[] Stop = TestPackets.Packet(ProtocolIds.Stop, []);
    private static readonly BrokerPeer Peer = new TestPeer().Named("central");

    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly RecordedLog log = new();
    private SpoolDatabase? spool;

    [Fact]
    public async Task Nothing_is_covered_before_the_pack_that_holds_it_is_committed()
    {
        using var pipeline = Open("""{"enable_service_status_dedup":0,"enable_host_status_dedup":0}""");
        var sink = await PlayAsync(pipeline, Session, untilForwarded: 1);
        Assert.Equal(1, pipeline.Read().Open);
        var before = sink.Committed;
        Assert.True(before < pipeline.Read().Sessions[0].Accepted);

        clock.Advance(TimeSpan.FromMilliseconds(249));
        pipeline.Tick();
        Assert.Equal(before, sink.Committed);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        pipeline.Tick();
        Assert.Equal(pipeline.Read().Sessions[0].Accepted, sink.Committed);
        Assert.Equal(1, spool!.ReadDepth().Events);
    }

    [Fact]
    public async Task Without_a_pack_counts_are_committed_after_a_thousand_events_or_a_second()
    {
        using var pipeline = Open("""{"service_status":"","host_status":"","accepted_elements":"host_status"}""");
        var sink = await PlayAsync(pipeline, Session);
        Assert.Equal(1000, sink.Committed);

        clock.Advance(TimeSpan.FromSeconds(1));
        pipeline.Tick();
        Assert.Equal(1629, sink.Committed);
        Assert.Equal(0, spool!.ReadDepth().Packs);
    }

    [Fact]
    public async Task A_pack_is_committed_as_soon_as_it_is_full_and_the_next_one_begins_empty()
    {
        using var pipeline = Open("""{"enable_service_status_dedup":0,"hard_only":0,"max_pack_events":7}""");
        await PlayAsync(pipeline, Session, untilForwarded: 70);
        Assert.Equal(Enumerable.Repeat(7, 10), spool!.ReadPacks(0, int.MaxValue).Select(pack => pack.Events));
    }

    [Fact]
    public async Task A_stopping_broker_is_covered_at_once()
    {
        using var pipeline = Open("{}");
        var sink = await PlayAsync(pipeline, Session);
        Assert.True(sink.Committed < 1629);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1629, sink.Committed);
    }

    [Fact]
    public async Task A_broker_that_stops_while_the_spool_is_full_is_answered_at_once_for_what_is_committed()
    {
        var full = new SpoolLimits(1, null, DropsOldest: false);
        using var pipeline = Open("""{"enable_host_status_dedup":0,"skip_anon_events":0}""", limits: full);
        await using var agent = new ListeningAgent(pipeline);
        await using var broker = await agent.ConnectAsync();
        await broker.SendAsync(Welcome, HostStatus(state: 1));
        Assert.NotNull(await broker.ReceiveAsync());
        await Eventually.TrueAsync(() => pipeline.Read().Open == 1);
        pipeline.Commit();

        await broker.SendAsync(HostStatus(state: 0), HostStatus(state: 1), Stop);

        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
        Assert.Equal(1, spool!.ReadDepth().Events);
    }

    [Fact]
    public async Task What_a_spool_drops_is_counted_and_alarmed()
    {
        var small = new SpoolLimits(2000, null, DropsOldest: true);
        using var pipeline = Open(
            """{"enable_service_status_dedup":0,"hard_only":0,"max_pack_events":7}""",
            limits: small
        );
        await PlayAsync(pipeline, Session, untilForwarded: 70);
        var reading = pipeline.Read();
        Assert.InRange(reading.Spool.Dropped.Packs, 1, 9);
        Assert.Equal(reading.Counters.Spooled, reading.Spool.Pending + reading.Spool.Dropped.Events);
        Assert.Contains("These events are lost", Assert.Single(log.Of(208)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told_apart_from_a_full_spool()
    {
        using var pipeline = Open(
            """{"enable_service_status_dedup":0,"hard_only":0,"max_pack_events":7}""",
            limits: SpoolLimits.None with
            {
                DiskReserveBytes = long.MaxValue,
            }
        );
        await PlayAsync(pipeline, Session, untilForwarded: 7);
        Assert.True(pipeline.Read().Spool.IsFull);
        Assert.Contains("Free some of the disk", Assert.Single(log.Of(216)), StringComparison.Ordinal);
        Assert.Empty(log.Of(206));
    }

    [Fact]
    public async Task A_broker_that_stops_while_the_disk_hangs_is_answered_in_time_for_what_is_committed()
    {
        using var pipeline = Open("""{"enable_host_status_dedup":0,"skip_anon_events":0}""");
        await using var agent = new ListeningAgent(pipeline);
        await using var broker = await agent.ConnectAsync();
        await broker.SendAsync(Welcome, HostStatus(state: 1));
        Assert.NotNull(await broker.ReceiveAsync());
        await Eventually.TrueAsync(() => pipeline.Read().Open == 1);
        pipeline.Commit();
        await broker.SendAsync(HostStatus(state: 0));
        await Eventually.TrueAsync(() => pipeline.Read().Open == 1);

        // whoever writes now waits
        using var other = Connect();
        using (other.BeginTransaction(deferred: false))
        {
            await broker.SendAsync(Stop);
            var answer = broker.ReceiveAcknowledgementAsync();
            await agent.Clock.AdvanceUntilAsync(answer);
            Assert.Equal(1u, await answer);
        }
    }

    [Fact]
    public async Task While_the_spool_cannot_be_written_nothing_is_covered_and_nothing_is_forgotten()
    {
        using var pipeline = Open("{}");
        Break();
        var sink = await PlayAsync(pipeline, Session, events: 700);
        pipeline.Commit();
        Assert.False(pipeline.Read().CanCommit);
        Assert.Equal(0, sink.Committed);

        var waiting = sink.AcceptAsync(default, null, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        Heal();
        clock.Advance(TimeSpan.FromSeconds(1));
        pipeline.Tick();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(700, sink.Committed);
        Assert.True(pipeline.Read().CanCommit);
        Assert.Equal(pipeline.Read().Counters.Spooled, spool!.ReadDepth().Events);
        AssertLaw(pipeline.Read());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"enable_service_status_dedup":0,"enable_host_status_dedup":0,"hard_only":0,"max_pack_events":7}""")]
    public async Task The_counts_always_add_up(string parameters)
    {
        using var pipeline = Open(parameters);
        var readings = 0;
        await PlayAsync(
            pipeline,
            Session,
            afterEach: () =>
            {
                AssertLaw(pipeline.Read());
                if (++readings % 50 == 0)
                {
                    clock.Advance(TimeSpan.FromMilliseconds(300));
                    pipeline.Tick();
                }
            }
        );
        pipeline.Commit();
        var reading = pipeline.Read();
        AssertLaw(reading);
        Assert.Equal(0, reading.Open);
        Assert.Equal(reading.Counters.Spooled, spool!.ReadDepth().Events);
        Assert.Equal(1629, reading.Counters.All);
    }

    [Fact]
    public async Task What_was_committed_is_known_to_the_next_process()
    {
        string[] lines;
        using (var pipeline = Open("{}"))
        {
            await PlayAsync(pipeline, Session, events: 800);
            pipeline.Commit();
            lines = Lines();
            foreach (var pack in spool!.ReadPacks(0, int.MaxValue))
            {
                spool.Leave(pack, []);
            }
        }
        spool.Dispose();
        using var next = Open("{}");
        await PlayAsync(next, Session, skip: 800);
        next.Commit();
        lines = [.. lines, .. Lines()];

        spool.Dispose();
        using var other = new TemporaryFolder();
        using var whole = Open("{}", other.Path);
        await PlayAsync(whole, Session);
        whole.Commit();
        Assert.Equal(Lines(), lines);
    }

    [Fact]
    public async Task A_new_process_has_a_new_epoch_and_counts_its_packs_from_one()
    {
        var seen = new List<(string Epoch, long Sequence)>();
        for (var process = 0; process < 2; process++)
        {
            using var pipeline = Open("""{"max_pack_events":50}""");
            await PlayAsync(pipeline, Session);
            pipeline.Commit();
            spool!.Dispose();
        }
        spool = SpoolDatabase.Open(folder.Path);
        foreach (var pack in spool.ReadPacks(0, 100))
        {
            using var content = PackReader.Open(pack.Body);
            seen.Add((content.Header.Epoch, content.Header.Sequence));
        }
        var epochs = seen.GroupBy(pack => pack.Epoch, pack => pack.Sequence).ToList();
        Assert.Equal(2, epochs.Count);
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(1, epoch.Count()).Select(n => (long)n), epoch));
    }

    [Fact]
    public async Task A_poller_on_two_sessions_is_forwarded_once_and_counted_twice()
    {
        using var pipeline = Open("""{"enable_service_status_dedup":0,"enable_host_status_dedup":0}""");
        var central = await PlayAsync(pipeline, Session);
        pipeline.Commit();
        var once = pipeline.Read();
        static BrokerPeer Module() => new TestPeer().Named("poller-module", address: "192.0.2.2:40000");

        var own = await PlayAsync(
            pipeline,
            Session,
            events: 800,
            peer: Module(),
            afterEach: () => AssertLaw(pipeline.Read())
        );

        var both = pipeline.Read();
        Assert.Equal(once.Counters.Forwarded, both.Counters.Forwarded);
        Assert.Equal(once.Counters.Configuration, both.Counters.Configuration - Broadcasts(800));
        Assert.InRange(both.Sessions[1].Duplicates, 790, 800 - Broadcasts(800));
        Assert.Contains("duplicate_sender", both.Counters.Filtered.Select(entry => entry.Reason));
        pipeline.Commit();
        Assert.Equal(800, own.Committed);

        await central.DisposeAsync();
        await PlayAsync(pipeline, Session, skip: 800, peer: Module(), afterEach: () => AssertLaw(pipeline.Read()));
        Assert.True(
            pipeline.Read().Counters.Forwarded.Sum(entry => entry.Count)
                > both.Counters.Forwarded.Sum(entry => entry.Count)
        );
    }

    // What the broker itself tells when a session begins has no poller, as a log entry before the first host.
    private static int Broadcasts(int events) =>
        File.ReadLines(
                Path.Combine(
                    Vectors.Root,
                    "captures",
                    Session.Replace(".bin", ".lua-events.jsonl", StringComparison.Ordinal)
                )
            )
            .Take(events)
            .Count(line => line.Contains("4294901762", StringComparison.Ordinal));

    [Fact]
    public async Task While_the_inventory_loads_brokers_are_answered_and_their_events_wait()
    {
        using (var former = Open("{}"))
        {
            await PlayAsync(former, Session, events: 800);
            former.Commit();
            spool!.Dispose();
        }
        using var pipeline = Open("{}", load: false);
        using var slow = new ManualResetEventSlim();
        await using var agent = new ListeningAgent(pipeline);
        var loading = Task.Run(() => pipeline.Load(Slowly()), TestContext.Current.CancellationToken);

        await using var broker = await agent.ConnectAsync();
        await broker.SendAsync(Welcome);
        Assert.NotNull(await broker.ReceiveAsync());
        await Eventually.TrueAsync(() => pipeline.Read().Sessions.Count == 1);
        broker.Close();
        await Eventually.TrueAsync(() => pipeline.Read().Sessions.Count == 0);
        var waiting = PlayAsync(pipeline, Session, skip: 800);
        pipeline.Tick();
        pipeline.Commit();
        Assert.False(waiting.IsCompleted);
        Assert.False(pipeline.Read().IsLoaded);
        Assert.Equal(0, pipeline.Read().Counters.All);

        slow.Set();
        await loading;
        var sink = await waiting;
        pipeline.Commit();
        Assert.Equal(1629, sink.Committed);
        Assert.Equal(0, pipeline.Read().Unnamed);
        Assert.Contains("79 hosts and services", log.Of(203)[^1], StringComparison.Ordinal);

        IEnumerable<InventoryRow> Slowly()
        {
            foreach (var row in spool!.ReadInventory())
            {
                Assert.True(slow.Wait(Eventually.Deadline));
                yield return row;
            }
        }
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_do_not_end_the_start()
    {
        using (var former = Open("""{"skip_anon_events":1}"""))
        {
            await PlayAsync(former, Session, events: 800);
            former.Commit();
        }
        var kinds = Enum.GetValues<RowKind>();
        spool!.Commit([], [.. kinds.Select(kind => new InventoryRow((int)kind, 123_456, 7, [0xFF]))], []);
        spool.Dispose();

        using var pipeline = Open("{}");
        Assert.Contains("HeldEvent: 1", Assert.Single(log.Of(215)), StringComparison.Ordinal);
        Assert.Equal(1, pipeline.Read().Counters.Undecodable);
        // an activity in a view is its key alone, and any byte is a state
        Assert.Equal(kinds.Length - 2, pipeline.Read().UnreadableRows);
        await PlayAsync(pipeline, Session, skip: 800, afterEach: () => AssertLaw(pipeline.Read()));
        Assert.Equal(0, pipeline.Read().Unnamed);
        pipeline.Commit();
        spool.Dispose();

        using var next = Open("{}");
        Assert.Single(log.Of(215));
    }

    [Fact]
    public async Task A_cold_start_is_explained_to_the_operator()
    {
        using var pipeline = Open("{}");
        await PlayAsync(pipeline, Session, skip: 800);
        pipeline.Tick();
        Assert.Empty(log.Of(204));

        clock.Advance(ColdStart.Grace);
        pipeline.Tick();
        pipeline.Tick();
        Assert.Contains("restart the engine of each poller", Assert.Single(log.Of(204)), StringComparison.Ordinal);
        Assert.True(pipeline.Read().Unnamed > 100);
    }

    public void Dispose()
    {
        spool?.Dispose();
        folder.Dispose();
    }

    private static void AssertLaw(PipelineReading reading)
    {
        var counters = reading.Counters;
        Assert.Equal(
            counters.Received + counters.Synthesized,
            counters.Filtered.Sum(entry => entry.Count)
                + counters.Undecodable
                + reading.Held
                + reading.Open
                + counters.Spooled
        );
    }

    private EventPipeline Open(string parameters, string? path = null, bool load = true, SpoolLimits? limits = null)
    {
        using var json = JsonDocument.Parse(parameters);
        using var hub = JsonDocument.Parse(
            """{"hub_host":"ns.test","hub_name":"events","hub_publisher":"acme.paris","hub_token_file":"/none"}"""
        );
        var problems = new List<ParameterProblem>();
        var members = hub.RootElement.EnumerateObject().Concat(json.RootElement.EnumerateObject());
        var set = ParameterReader.Read(members.Select(m => (m.Name, m.Value)), ParameterOwner.Agent, problems);
        var configuration = AgentConfiguration.From(set!, problems)!;
        Assert.Empty(problems);
        spool = SpoolDatabase.Open(path ?? folder.Path, limits ?? SpoolLimits.None, clock, NullLogger.Instance);
        var pipeline = new EventPipeline(
            configuration,
            new EventStage(configuration.Parameters, clock),
            spool,
            new SpoolSignal(),
            clock,
            log.For<EventPipeline>()
        );
        if (load)
        {
            pipeline.Load(spool.ReadInventory());
        }
        return pipeline;
    }

    private async Task<IEventSink> PlayAsync(
        EventPipeline pipeline,
        string session,
        int skip = 0,
        int events = int.MaxValue,
        int untilForwarded = int.MaxValue,
        Action? afterEach = null,
        BrokerPeer? peer = null
    )
    {
        var sink = pipeline.Open(peer ?? Peer, () => { });
        var reader = new EventReader(clock);
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(Path.Combine(Vectors.Root, "captures", session));
        while (
            reader.Counted < skip + (long)events
            && pipeline.Read().Counters.Forwarded.Sum(entry => entry.Count) < untilForwarded
            && reader.TryRead(ref bytes, out var received)
        )
        {
            if (!ProtocolIds.Includes(received.Id) && received.Ordinal > skip)
            {
                await sink.AcceptAsync(received, reader.Decoded, TestContext.Current.CancellationToken);
                afterEach?.Invoke();
            }
        }
        return sink;
    }

    private string[] Lines()
    {
        var lines = new List<string>();
        foreach (var pack in spool!.ReadPacks(0, 1000))
        {
            using var content = PackReader.Open(pack.Body);
            foreach (var line in content)
            {
                // times of the live status stay in memory: they come with the object's next status
                lines.Add(LiveTimes().Replace(System.Text.Encoding.UTF8.GetString(line.Span), ""));
            }
        }
        return [.. lines];
    }

    [GeneratedRegex(@",""last_time_[a-z]+"":[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LiveTimes();

    // The database refuses every commit, as a full disk would make it.
    private void Break() =>
        Execute("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END");

    private void Heal() => Execute("DROP TRIGGER full");

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "spool.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static byte[] HostStatus(int state) =>
        TestPackets.Packet(
            TestPackets.HostStatus,
            [0x08, 7, 0x10, 1, 0x20, (byte)state, 0x28, 1, 0x40, 100, 0x98, 0x01, 100]
        );

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
