using System.Security.Cryptography;
using System.Text;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

public sealed class EnvelopeTests
{
    [Fact]
    public async Task A_batch_larger_than_any_default_limit_is_read()
    {
        var bodies = Enumerable.Range(0, 40).Select(_ => RandomNumberGenerator.GetBytes(1024 * 1024)).ToArray();
        EventBatch? received = null;
        var functions = new FunctionMap().EventHub(
            "Large",
            "events",
            (batch, _) =>
            {
                received = batch;
                return Task.FromResult(FunctionOutcome.Success);
            }
        );
        await using var handler = await RunningHandler.StartAsync(functions);

        var list = string.Join(',', bodies.Select(body => $"\\\"{Convert.ToBase64String(body)}\\\""));
        var answer = await handler.InvokeAsync("Large", "{\"Data\":{\"events\":\"[" + list + "]\"},\"Metadata\":{}}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(bodies, received!.Events.Select(item => item.Body.ToArray()));
    }

    [Fact]
    public void Names_are_found_in_any_case_and_lists_also_without_their_wrapping()
    {
        var batch = Read(
            """
            {"data":{"Events":["aGk="]},"metadata":{"partitioncontext":"{\"partitionId\":7}",
             "sequencenumberarray":["12"],"systempropertiesarray":"[{\"X-Opt-Publisher\":\"lab.central\"}]"}}
            """
        );

        var only = Assert.Single(batch.Events);
        Assert.Equal(
            ("hi", 12L, "lab.central"),
            (Encoding.UTF8.GetString(only.Body.Span), only.SequenceNumber, only.Publisher)
        );
        Assert.Equal("7", batch.Partition?.PartitionId);
    }

    [Fact]
    public void Metadata_lists_shorter_than_the_batch_leave_the_rest_unknown()
    {
        var batch = Read(
            """{"Data":{"events":"[\"YQ==\",\"Yg==\"]"},"Metadata":{"PartitionKeyArray":"[\"k\"]","OffsetArray":"oops"}}"""
        );

        Assert.Equal(["k", null], batch.Events.Select(item => item.PartitionKey));
        Assert.All(batch.Events, item => Assert.Null(item.Offset));
    }

    [Fact]
    public void A_body_that_is_not_base64_is_kept_and_spares_its_neighbours()
    {
        var batch = Read("""{"Data":{"events":"[\"*no*\",\"aGk=\"]"},"Metadata":{}}""");

        Assert.Equal(["*no*", "hi"], batch.Events.Select(item => Encoding.UTF8.GetString(item.Body.Span)));
    }

    private static EventBatch Read(string body) =>
        EventHubTrigger.Read(InvocationEnvelope.Parse(Encoding.UTF8.GetBytes(body)), "events", "id");
}
