using System.Globalization;
using System.Text;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Tests.Publishing;

/// <summary>Every status of the hub is handled as platform, chapter 5 lists it.</summary>
public sealed class HubRefusalTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Created = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly SpoolSignal signal = new();
    private readonly ManualClock clock = new();
    private HubStub hub = null!;
    private SpoolDatabase spool = null!;
    private TestPublisher publisher = null!;

    private string TokenFile => Path.Combine(folder.Path, "token");

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task A_refusal_keeps_everything_alarms_once_and_is_tried_again_slowly(int status)
    {
        hub.Detail = "<Error><Code>403</Code><Detail>no right for token=s3cret. TrackingId:1</Detail></Error>";
        hub.Answers.Enqueue(status);
        hub.Answers.Enqueue(status);
        Commit(1);
        Assert.True(await SecondsUntilPublishedAsync() >= 60);
        Assert.Equal(3, hub.Received.Count);
        var alarm = Assert.Single(publisher.Log.Of(303));
        Assert.Contains($"status {status}", alarm, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", alarm, StringComparison.Ordinal);
        Assert.Single(publisher.Log.Of(304));
        Assert.Null(publisher.State.Read().FailingSince);
    }

    [Theory]
    [InlineData(429, null, 4)]
    [InlineData(503, 1, 4)]
    [InlineData(503, 20, 20)]
    public async Task A_busy_hub_is_given_the_time_it_asks_for_and_never_less_than_four_seconds(
        int status,
        int? retryAfter,
        int expected
    )
    {
        hub.RetryAfter = retryAfter;
        hub.Answers.Enqueue(status);
        Commit(1);
        await SecondsUntilPublishedAsync();
        // the pause that was begun: the clock runs on while a request is under way
        var said = Assert.Single(publisher.Log.Of(300));
        var pause = said[(said.IndexOf("next in ", StringComparison.Ordinal) + 8)..].Split(' ')[0];
        Assert.InRange(double.Parse(pause, CultureInfo.InvariantCulture), expected, expected + 1.1);
        Assert.Empty(publisher.Log.Of(303));
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_then_slowly()
    {
        await File.WriteAllTextAsync(TokenFile, "first", TestContext.Current.CancellationToken);
        var written = File.GetLastWriteTimeUtc(TokenFile);
        hub.Answers.Enqueue(401);
        hub.Answers.Enqueue(401);
        Commit(1);
        await publisher.StartAsync();
        await Eventually.TrueAsync(() => hub.Received.Count == 2);
        Assert.Equal(TimeSpan.Zero, clock.GetUtcNow() - DateTimeOffset.UnixEpoch);

        await File.WriteAllTextAsync(TokenFile, "second", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(TokenFile, written);
        await clock.AdvanceUntilAsync(() => publisher.Counters.Packs == 1, TimeSpan.FromSeconds(1));
        Assert.True(clock.GetUtcNow() - DateTimeOffset.UnixEpoch >= TimeSpan.FromSeconds(30));
        Assert.Equal("second", hub.Received.Last().Authorization);
        Assert.Contains("hub_token_file", Assert.Single(publisher.Log.Of(303)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hub_calls_wrong_for_ever_is_set_aside_when_it_takes_something_else()
    {
        hub.Decide = body => Lines(body).Contains("event 1", StringComparer.Ordinal) ? 400 : null;
        Commit(1);
        Commit(1);
        await SecondsUntilPublishedAsync();
        // the pack five times, something else before and after, then the next pack
        Assert.Equal(
            [400, 201, 400, 400, 400, 400, 201, 201],
            hub.Received.Select(publication => publication.Answered)
        );
        Assert.Equal(["event 2"], Lines(hub.Received.Last().Body));
        var reading = spool.Read();
        Assert.Equal((1, 1, 1), (reading.Published, reading.SetAside.Events, reading.Pending));
        Assert.Contains("spool list --set-aside", Assert.Single(publisher.Log.Of(305)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task A_pack_that_is_refused_for_a_while_only_is_published_and_in_its_turn(int status)
    {
        var refusals = 4;
        hub.Decide = body => Lines(body).Contains("event 1", StringComparer.Ordinal) && refusals-- > 0 ? status : null;
        Commit(1);
        Commit(1);
        await SecondsUntilPublishedAsync();
        Assert.Equal((2, 0), (spool.Read().Published, spool.Read().SetAside.Packs));
        Assert.Equal(
            ["event 1", "event 2"],
            hub.Received.Where(publication => publication.Answered == 201)
                .SelectMany(publication => Lines(publication.Body))
                .Where(line => line.StartsWith("event", StringComparison.Ordinal))
        );
        Assert.Single(publisher.Log.Of(303));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task A_hub_that_refuses_every_second_request_gets_every_pack(int status)
    {
        var requests = 0;
        hub.Decide = _ => requests++ % 2 == 0 ? status : null;
        Commit(1);
        Commit(3);
        await SecondsUntilPublishedAsync();
        Assert.Equal((4, 0), (spool.Read().Published, spool.Read().SetAside.Packs));
    }

    [Fact]
    public async Task A_hub_that_takes_nothing_any_more_puts_the_blame_on_no_pack()
    {
        // Taken before the pack was refused again and again, and not afterwards.
        hub.Decide = body =>
            Lines(body)[0].StartsWith("event", StringComparison.Ordinal) || hub.Received.Count > 2 ? 400 : null;
        Commit(1);
        await publisher.StartAsync();
        await clock.AdvanceUntilAsync(() => hub.Received.Count > 12, TimeSpan.FromSeconds(1));
        Assert.Equal(0, spool.Read().SetAside.Packs);
    }

    [Fact]
    public async Task The_number_of_a_split_pack_is_not_missed_when_the_hub_refuses_its_note_for_a_while()
    {
        var noteRefusals = 2;
        hub.Decide = body =>
            Lines(body) is var lines && lines.Count(line => line.StartsWith("event", StringComparison.Ordinal)) > 1
                ? 413
            : lines.Contains("""{"kind":"split"}""", StringComparer.Ordinal) && noteRefusals-- > 0 ? 400
            : null;
        Commit(2);
        await SecondsUntilPublishedAsync();
        Assert.Equal(("e", 1L), Number(hub.Received.Last(publication => publication.Answered == 201).Body));
        Assert.Equal(0, spool.Read().SetAside.Packs);

        static (string, long) Number(byte[] pack) =>
            (PackReader.PeekHeader(pack).Epoch, PackReader.PeekHeader(pack).Sequence);
    }

    [Fact]
    public async Task When_nothing_is_taken_no_pack_is_blamed_for_it()
    {
        hub.Decide = _ => 400;
        Commit(1);
        await publisher.StartAsync();
        await clock.AdvanceUntilAsync(() => hub.Received.Count > 8, TimeSpan.FromSeconds(1));
        Assert.Equal(0, spool.Read().SetAside.Packs);
        hub.Decide = _ => null;
        await clock.AdvanceUntilAsync(() => spool.ReadDepth().Packs == 0, TimeSpan.FromSeconds(1));
        Assert.Equal(1, spool.Read().Published);
    }

    [Fact]
    public async Task A_pack_that_is_too_large_is_sent_in_parts_in_order_and_its_number_is_not_missed()
    {
        hub.Decide = body =>
            Lines(body).Count(line => line.StartsWith("event", StringComparison.Ordinal)) > 2 ? 413 : null;
        Commit(5);
        Commit(1);
        await SecondsUntilPublishedAsync();
        var stored = hub.Received.Where(publication => publication.Answered == 201).ToList();
        Assert.Equal(
            ["event 1", "event 2", "event 3", "event 4", "event 5", "{\"kind\":\"split\"}", "event 6"],
            stored.SelectMany(publication => Lines(publication.Body))
        );
        var numbers = stored.ConvertAll(publication => PackReader.PeekHeader(publication.Body));
        Assert.Equal([("e", 1L), ("e", 2L)], numbers.TakeLast(2).Select(header => (header.Epoch, header.Sequence)));
        Assert.Equal(numbers.Count, numbers.Select(header => (header.Epoch, header.Sequence)).Distinct().Count());
        Assert.Equal(6, spool.Read().Published);

        var again = PackSplitter.Halve(hub.Received.First().Body)!.Value;
        Assert.Equal(numbers[0].Epoch, again.First.Epoch);
    }

    [Fact]
    public async Task A_split_pack_whose_number_the_hub_does_not_take_leaves_a_trace_for_the_operator()
    {
        hub.Decide = body =>
            Lines(body).Any(line => line.Contains("split", StringComparison.Ordinal)) || Lines(body).Count > 1
                ? 413
                : null;
        Commit(2);
        await SecondsUntilPublishedAsync();
        var reading = spool.Read();
        Assert.Equal((2, 1, 0), (reading.Published, reading.SetAside.Packs, reading.SetAside.Events));
        Assert.Single(publisher.Log.Of(305));
    }

    [Fact]
    public async Task A_single_event_that_is_too_large_is_set_aside_and_the_others_of_its_pack_arrive()
    {
        hub.Decide = body => Lines(body).Contains("event 2", StringComparer.Ordinal) ? 413 : null;
        Commit(3);
        await SecondsUntilPublishedAsync();
        var reading = spool.Read();
        Assert.Equal((2, 1), (reading.Published, reading.SetAside.Events));
        Assert.Equal(
            ["event 1", "event 3"],
            hub.Received.Where(publication => publication.Answered == 201)
                .SelectMany(publication => Lines(publication.Body))
                .Where(line => line.StartsWith("event", StringComparison.Ordinal))
        );
    }

    public async ValueTask InitializeAsync()
    {
        hub = await HubStub.StartAsync();
        spool = SpoolDatabase.Open(folder.Path);
        await File.WriteAllTextAsync(TokenFile, "token");
        publisher = new TestPublisher(
            spool,
            signal,
            TestPublisher.ToHub(hub.Port, $"\"hub_token_file\":\"{TokenFile}\""),
            clock
        );
    }

    public async ValueTask DisposeAsync()
    {
        await publisher.DisposeAsync();
        spool.Dispose();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    private async Task<double> SecondsUntilPublishedAsync()
    {
        await publisher.StartAsync();
        await clock.AdvanceUntilAsync(() => spool.ReadDepth().Packs == 0, TimeSpan.FromMilliseconds(250));
        return (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
    }

    private int sequence;
    private int events;

    private void Commit(int count)
    {
        using var writer = new PackWriter(new PackLimits());
        for (var i = 0; i < count; i++)
        {
            writer.TryAdd(Encoding.UTF8.GetBytes($"event {++events}"));
        }
        sequence++;
        spool.Commit([new SealedPack("e", sequence, Created, count, writer.Seal("e", sequence, Created))], [], []);
        signal.Committed();
    }

    private static List<string> Lines(byte[] pack)
    {
        var lines = new List<string>();
        using var content = PackReader.Open(pack);
        foreach (var line in content)
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }
        return lines;
    }
}
