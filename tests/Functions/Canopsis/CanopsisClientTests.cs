using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tests.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>What each answer of Canopsis means, over real connections.</summary>
public sealed class CanopsisClientTests : IAsyncDisposable
{
    private readonly List<IDisposable> clients = [];
    private StubCanopsis? stub;

    [Fact]
    public async Task Events_are_posted_as_one_array_with_the_key_in_the_header()
    {
        var (canopsis, client) = await StartAsync();

        var answer = await SendAsync(client, Chunk(3));

        var request = Assert.Single(canopsis.Received);
        Assert.Equal((AnswerClass.Delivered, 200), (answer.Class, answer.Status));
        Assert.Equal(("POST", "/api/v4/event"), (request.Method, request.Route));
        Assert.Equal("KEY", request.Headers["x-canopsis-authkey"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.False(request.Headers.ContainsKey("Transfer-Encoding"));
        Assert.Equal(["h0", "h1", "h2"], request.Events.Select(item => (string)item!["component"]!));
        Assert.True(
            long.Parse(request.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture) > 100
        );
    }

    [Fact]
    public async Task Connections_are_kept()
    {
        var (canopsis, client) = await StartAsync();

        for (var i = 0; i < 5; i++)
        {
            await SendAsync(client, Chunk(1));
        }

        Assert.Single(canopsis.Received.Select(request => request.Connection).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(400, nameof(AnswerClass.Invalid))]
    [InlineData(401, nameof(AnswerClass.Misconfigured))]
    [InlineData(403, nameof(AnswerClass.Misconfigured))]
    [InlineData(404, nameof(AnswerClass.Misconfigured))]
    [InlineData(405, nameof(AnswerClass.Misconfigured))]
    [InlineData(413, nameof(AnswerClass.TooLarge))]
    [InlineData(204, nameof(AnswerClass.Misconfigured))]
    public async Task Other_statuses_are_not_repeated(int status, string expected)
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(status, status == 204 ? "" : "{\"error\":\"ID already exists\"}");

        var answer = await SendAsync(client, Chunk(2));

        Assert.Equal((expected, status), (answer.Class.ToString(), answer.Status));
        Assert.Single(canopsis.Received);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(307, "", ("Location", canopsis.Url + "elsewhere"));

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal((AnswerClass.Misconfigured, 307), (answer.Class, answer.Status));
        Assert.Single(canopsis.Received);
    }

    [Theory]
    [InlineData("<html><body>Canopsis</body></html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sent_events\":[{},{}]}")]
    [InlineData("{\"sent_events\":2,\"failed_events\":[]}")]
    [InlineData("{\"sent_events\":[{}],\"failed_events\":[]}")]
    [InlineData("{\"sent_events\":[{},{},{}],\"failed_events\":[]}")]
    [InlineData("{\"sent_events\":[{},{}],\"failed_events\":[]")]
    [InlineData("{\"sent_events\":[{},{}],\"failed_events\":[]}<html>")]
    [InlineData("{\"sent_events\":[{},{}],\"failed_events\":[]}{}")]
    [InlineData("{\"sent_events\":[null,null],\"failed_events\":[]}")]
    [InlineData("{\"sent_events\":[{},1],\"failed_events\":[]}")]
    [InlineData("{\"sent_events\":[{}],\"failed_events\":[null]}")]
    public async Task A_200_of_another_shape_is_not_a_delivery(string body)
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(200, body);

        var answer = await SendAsync(client, Chunk(2));

        Assert.Equal((AnswerClass.Misconfigured, 200), (answer.Class, answer.Status));
        Assert.NotNull(answer.Detail);
    }

    [Fact]
    public async Task Failed_events_are_found_by_their_echo()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenFail(2, 4);

        var answer = await SendAsync(client, Chunk(6));

        Assert.Equal(AnswerClass.Refused, answer.Class);
        Assert.Equal([2, 4], answer.RefusedEvents);
    }

    [Fact]
    public async Task Of_equal_events_the_first_counts_as_failed()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenFail(3);
        var chunk = new EventChunk(10);
        for (var i = 0; i < 4; i++)
        {
            Add(chunk, i is 1 or 3 ? "same" : $"h{i}");
        }

        var answer = await SendAsync(client, chunk);

        Assert.Equal([1], answer.RefusedEvents);
    }

    [Fact]
    public async Task An_echo_of_nothing_that_was_sent_leaves_all_events_in_doubt()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(200, """{"sent_events":[{}],"failed_events":[{"component":"stranger"}]}""");

        var answer = await SendAsync(client, Chunk(2));

        Assert.Equal([0, 1], answer.RefusedEvents);
    }

    [Theory]
    [InlineData("\"output\":\"\\ud800\"")]
    [InlineData("\"output\":\"\u00ff\"")]
    public void An_echo_that_is_no_unicode_leaves_all_events_in_doubt(string member)
    {
        // As Latin-1, so that the second one is no UTF-8.
        var body = Encoding.Latin1.GetBytes($$"""{"sent_events":[{}],"failed_events":[{{{member}}}]}""");

        var answer = EventAnswer.Read(body, "[{\"output\":\"a\"},{\"output\":\"b\"}"u8.ToArray(), 2);

        Assert.Equal((AnswerClass.Refused, 2), (answer.Class, answer.RefusedEvents.Count));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Outages_are_bridged(int status)
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(status, "<html>sorry</html>").ThenBreak();

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal(AnswerClass.Delivered, answer.Class);
        Assert.Equal(3, canopsis.Received.Count);
    }

    [Fact]
    public async Task A_short_retry_after_is_waited_for()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(429, "{}", ("Retry-After", "1"));

        var started = TimeProvider.System.GetTimestamp();
        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal(AnswerClass.Delivered, answer.Class);
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task A_long_retry_after_is_left_to_the_caller()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(503, "{}", ("Retry-After", "120"));

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal((AnswerClass.RetryLater, 503), (answer.Class, answer.Status));
        Assert.Equal(TimeSpan.FromSeconds(120), answer.RetryAfter);
        Assert.Single(canopsis.Received);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_asked_for_again()
    {
        var (canopsis, client) = await StartAsync(attemptTimeout: TimeSpan.FromMilliseconds(300));
        canopsis.Then((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal(AnswerClass.Delivered, answer.Class);
        Assert.Equal(2, canopsis.Received.Count);
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_is_asked_for_again()
    {
        var (canopsis, client) = await StartAsync(attemptTimeout: TimeSpan.FromMilliseconds(300));
        canopsis.Then(
            async (context, _) =>
            {
                await context.Response.WriteAsync("{\"sent_events\":[");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        );

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal(AnswerClass.Delivered, answer.Class);
    }

    [Fact]
    public async Task An_attempt_is_not_repeated_when_the_deadline_passes_while_it_waits_for_its_turn()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.ThenStatus(503);

        // The first repetition waits 250 ms at least.
        var answer = await SendAsync(client, Chunk(1), TimeSpan.FromMilliseconds(200));

        Assert.Equal((AnswerClass.RetryLater, 503), (answer.Class, answer.Status));
        Assert.Single(canopsis.Received);
    }

    [Fact]
    public async Task After_the_deadline_nothing_is_sent()
    {
        var (canopsis, client) = await StartAsync();

        var answer = await SendAsync(client, Chunk(1), TimeSpan.Zero);

        Assert.Equal(AnswerClass.OutOfTime, answer.Class);
        Assert.Empty(canopsis.Received);
    }

    [Fact]
    public async Task Eight_requests_of_a_customer_are_under_way_at_most()
    {
        var (canopsis, client) = await StartAsync();
        var release = new TaskCompletionSource();
        var eight = new TaskCompletionSource();
        for (var i = 0; i < 12; i++)
        {
            canopsis.Then(
                async (context, events) =>
                {
                    if (canopsis.Received.Count == 8)
                    {
                        eight.SetResult();
                    }
                    await release.Task;
                    await canopsis.EchoAsync(context, events);
                }
            );
        }

        var sent = Enumerable.Range(0, 12).Select(_ => SendAsync(client, Chunk(1))).ToList();
        await eight.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(8, canopsis.Received.Count);
        release.SetResult();

        Assert.All(await Task.WhenAll(sent), answer => Assert.Equal(AnswerClass.Delivered, answer.Class));
    }

    [Fact]
    public async Task Requests_about_downtimes_are_among_the_eight_and_leave_half_of_them_to_events()
    {
        var (canopsis, client) = await StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var release = new TaskCompletionSource();
        var eight = new TaskCompletionSource();
        canopsis.Always(
            async (context, events) =>
            {
                if (canopsis.Received.Count == 8)
                {
                    eight.TrySetResult();
                }
                await release.Task;
                await canopsis.EchoAsync(context, events);
            }
        );
        var downtimes = new Uri(canopsis.Url, "/api/v4/bulk/pbehaviors");

        var others = Enumerable
            .Range(0, 8)
            .Select(_ => client.RequestAsync(HttpMethod.Put, downtimes, "[]"u8.ToArray(), cancellation))
            .ToList();
        var sent = Enumerable.Range(0, 8).Select(_ => SendAsync(client, Chunk(1))).ToList();
        await eight.Task.WaitAsync(cancellation);
        Assert.Equal([("POST", 4), ("PUT", 4)], Methods());
        release.SetResult();

        Assert.All(await Task.WhenAll(sent), answer => Assert.Equal(AnswerClass.Delivered, answer.Class));
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(200, answer.Status));
        Assert.Equal([("POST", 8), ("PUT", 8)], Methods());

        IEnumerable<(string, int)> Methods() =>
            canopsis
                .Received.GroupBy(request => request.Method, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Count()))
                .Order();
    }

    [Fact]
    public async Task Attempts_without_an_answer_are_counted_because_canopsis_may_have_taken_their_events()
    {
        var (canopsis, client) = await StartAsync(attemptTimeout: TimeSpan.FromMilliseconds(300));
        canopsis.ThenBreak().ThenStatus(504).Then((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

        var answer = await SendAsync(client, Chunk(1));

        Assert.Equal((AnswerClass.Delivered, 3), (answer.Class, answer.Unanswered));
    }

    [Fact]
    public async Task An_attempt_that_never_left_is_not_counted_as_one_that_canopsis_may_have_taken()
    {
        // Takes connections and says nothing: there is never a TLS session.
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        using var client = Client(
            new Uri($"https://127.0.0.1:{((IPEndPoint)deaf.LocalEndpoint).Port}"),
            TimeSpan.FromMilliseconds(300),
            NullLogger.Instance
        );

        var answer = await SendAsync(client, Chunk(1), TimeSpan.FromMilliseconds(400));

        Assert.Equal((AnswerClass.RetryLater, 0), (answer.Class, answer.Unanswered));
    }

    [Fact]
    public async Task A_canopsis_that_stays_down_is_spared()
    {
        var logger = new RecordingLogger();
        var (canopsis, client) = await StartAsync(logger: logger);
        for (var i = 0; i < 20; i++)
        {
            canopsis.ThenStatus(503, "{}", ("Retry-After", "60"));
        }

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(AnswerClass.RetryLater, (await SendAsync(client, Chunk(1))).Class);
        }

        Assert.Equal(8, canopsis.Received.Count);
        Assert.Contains(logger.Entries, entry => entry.Id == 400);
    }

    [Fact]
    public async Task A_host_that_nobody_listens_on_is_an_outage()
    {
        var (canopsis, _) = await StartAsync();
        var gone = canopsis.Url;
        await canopsis.DisposeAsync();
        using var client = Client(gone, TimeSpan.FromSeconds(5), NullLogger.Instance);

        var answer = await SendAsync(client, Chunk(1), TimeSpan.FromMilliseconds(200));

        Assert.Equal((AnswerClass.RetryLater, null, 0), (answer.Class, answer.Status, answer.Unanswered));
        Assert.Equal(nameof(HttpRequestError.ConnectionError), answer.Detail);
    }

    [Fact]
    public async Task Compressed_answers_are_read()
    {
        var (canopsis, client) = await StartAsync();
        canopsis.Then(
            async (context, events) =>
            {
                Assert.Contains("gzip", context.Request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
                var answer = new JsonObject
                {
                    ["sent_events"] = events.DeepClone(),
                    ["failed_events"] = new JsonArray(),
                };
                context.Response.Headers.ContentEncoding = "gzip";
                await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
            }
        );

        Assert.Equal(AnswerClass.Delivered, (await SendAsync(client, Chunk(50))).Class);
    }

    [Fact]
    public async Task The_key_is_in_no_log()
    {
        var logger = new RecordingLogger();
        var (canopsis, client) = await StartAsync(logger: logger);
        canopsis.ThenStatus(401).ThenStatus(200, "<html>").ThenStatus(503, "{}", ("Retry-After", "60"));

        for (var i = 0; i < 3; i++)
        {
            await SendAsync(client, Chunk(1));
        }

        Assert.Equal(3, logger.Entries.Count(entry => entry.Id == 402));
        Assert.DoesNotContain(logger.Entries, entry => entry.Message.Contains("KEY", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }

    private async Task<(StubCanopsis Canopsis, CanopsisClient Client)> StartAsync(
        TimeSpan? attemptTimeout = null,
        Microsoft.Extensions.Logging.ILogger? logger = null
    )
    {
        stub = await StubCanopsis.StartAsync();
        var client = Client(stub.Url, attemptTimeout ?? TimeSpan.FromSeconds(30), logger ?? NullLogger.Instance);
        clients.Add(client);
        return (stub, client);
    }

    private static CanopsisClient Client(
        Uri canopsis,
        TimeSpan attemptTimeout,
        Microsoft.Extensions.Logging.ILogger logger
    ) =>
        new(
            "lab",
            new CanopsisOptions
            {
                EventUrl = new Uri(canopsis, "/api/v4/event"),
                AuthKey = "KEY",
                AttemptTimeout = attemptTimeout,
                AllowsPrivateHost = true,
            },
            TimeProvider.System,
            logger
        );

    private static Task<CanopsisAnswer> SendAsync(CanopsisClient client, EventChunk chunk, TimeSpan? deadline = null) =>
        client.SendAsync(
            chunk,
            chunk.SendableCount,
            new Deadline(TimeProvider.System, deadline ?? TimeSpan.FromMinutes(1)),
            TestContext.Current.CancellationToken
        );

    private static EventChunk Chunk(int count)
    {
        var chunk = new EventChunk(count);
        for (var i = 0; i < count; i++)
        {
            Add(chunk, $"h{i}");
        }
        return chunk;
    }

    private static void Add(EventChunk chunk, string host)
    {
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        var line =
            $$"""{"kind":"host_status","bbdo":3,"host_id":1,"output":"é \"x\"\nmore","cache":{"host":{"name":"{{host}}"} } }""";
        Assert.Equal(MappingVerdict.Mapped, chunk.Add(mapper, Encoding.UTF8.GetBytes(line)).Verdict);
    }
}
