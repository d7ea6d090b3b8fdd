using System.Globalization;
using System.Text;
using System.Text.Json;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>Every recorded Event Hubs request with many events in binary is understood as the events that caused it.</summary>
public sealed class RecordedEventHubTests
{
    public static TheoryData<string> Recorded =>
        [
            .. RecordedRequest
                .All.Where(request => request.Name.Contains("eventhub-many-binary", StringComparison.Ordinal))
                .Select(request => request.Path),
        ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task The_events_of_the_batch_arrive(string path)
    {
        var request = RecordedRequest.At(path);
        var batch = await ReplayAsync(request);

        if (request.Index.TryGetProperty("events", out var events))
        {
            Assert.Equal(request.Index.GetProperty("partition").GetString(), batch.Partition?.PartitionId);
            Assert.Equal(events.GetArrayLength(), batch.Events.Count);
            Assert.All(events.EnumerateArray().Zip(batch.Events), pair => AssertSame(request, pair.First, pair.Second));
        }
        else if (request.Index.TryGetProperty("callBody", out var call))
        {
            var only = Assert.Single(batch.Events);
            Assert.Equal(Input(call.GetString()!), Encoding.UTF8.GetString(only.Body.Span));
            Assert.Null(batch.Partition);
        }
        Assert.Equal(Attempt(request.Name), batch.RetryCount);
    }

    [Fact]
    public async Task All_attempts_of_a_retry_sequence_have_the_same_invocation_id()
    {
        var first = await ReplayAsync(RecordedRequest.Named("appinsights-eventhub-many-binary-retry-attempt0"));
        var second = await ReplayAsync(RecordedRequest.Named("appinsights-eventhub-many-binary-retry-attempt1"));

        Assert.NotEmpty(first.InvocationId);
        Assert.Equal(first.InvocationId, second.InvocationId);
    }

    [Fact]
    public async Task The_partition_is_named_in_full()
    {
        var batch = await ReplayAsync(RecordedRequest.Named("eventhub-many-binary-plain"));

        Assert.Equal(new PartitionContext("ns.servicebus.windows.net", "events", "fn", "1"), batch.Partition);
    }

    [Fact]
    public async Task A_request_that_arrives_byte_by_byte_is_the_same_request()
    {
        var batch = await ReplayAsync(RecordedRequest.Named("eventhub-many-binary-plain"), sliceBytes: 1);

        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], batch.Events.Select(item => Encoding.UTF8.GetString(item.Body.Span)));
    }

    private static async Task<EventBatch> ReplayAsync(RecordedRequest request, int sliceBytes = int.MaxValue)
    {
        EventBatch? received = null;
        var functions = new FunctionMap().EventHub(
            request.Function,
            "events",
            (batch, _) =>
            {
                received = batch;
                return Task.FromResult(FunctionOutcome.Success);
            }
        );
        await using var handler = await RunningHandler.StartAsync(functions);
        var answer = await handler.SendAsync(request.Bytes, sliceBytes);

        Assert.Equal((200, "{}"), (answer.Status, answer.Body));
        Assert.NotNull(received);
        return received;
    }

    private static void AssertSame(RecordedRequest request, JsonElement expected, HubEvent actual)
    {
        Assert.Equal(expected.GetProperty("seq").GetInt64(), actual.SequenceNumber);
        Assert.Equal(expected.GetProperty("off").GetString(), actual.Offset);
        Assert.Equal(expected.GetProperty("pk").GetString(), actual.PartitionKey);
        Assert.Equal(
            expected.TryGetProperty("pub", out var publisher) ? publisher.GetString() : null,
            actual.Publisher
        );
        Assert.Equal(
            DateTimeOffset.Parse(expected.GetProperty("enq").GetString()!, CultureInfo.InvariantCulture),
            actual.EnqueuedAt
        );
        // Some recordings have the text of a body replaced as if it were a key: no longer base64, handed on as it stands.
        var body = Encoding.UTF8.GetString(actual.Body.Span);
        if (request.IsRedacted && body.Contains("REDACTED-KEY", StringComparison.Ordinal))
        {
            return;
        }
        var bytes = expected.TryGetProperty("b64", out var base64)
            ? Convert.FromBase64String(base64.GetString()!)
            : Encoding.UTF8.GetBytes(expected.GetProperty("text").GetString()!);
        Assert.Equal(bytes, actual.Body.ToArray());
    }

    private static string Input(string callBody) =>
        JsonDocument.Parse(callBody).RootElement.GetProperty("input").GetString()!;

    private static int Attempt(string name)
    {
        var at = name.IndexOf("attempt", StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(name[(at + "attempt".Length)..], CultureInfo.InvariantCulture);
    }
}
