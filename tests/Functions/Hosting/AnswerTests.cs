using System.Text.Json;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>The handler always answers with a JSON object of known length: everything else hangs or fails the host (platform.md 1.6).</summary>
public sealed class AnswerTests
{
    private const string Batch = """{"Data":{"events":"[\"aGk=\"]"},"Metadata":{}}""";

    private static readonly FunctionMap Functions = new FunctionMap()
        .EventHub("Good", "events", (_, _) => Task.FromResult(FunctionOutcome.Success))
        .EventHub(
            "Bad",
            "events",
            (_, _) => Task.FromResult(FunctionOutcome.Failed("2 of 3 packs are not delivered yet."))
        )
        .EventHub("Broken", "events", (_, _) => throw new InvalidOperationException("secret detail"))
        .Http("Page", "req", "res", (_, _) => Task.FromResult(new HttpAnswer(404, "{\"a\":\"é\"}")));

    [Theory]
    [InlineData("Good", Batch, 200)]
    [InlineData("good", Batch, 200)]
    [InlineData("Bad", Batch, 503)]
    [InlineData("Broken", Batch, 500)]
    [InlineData("Unknown", Batch, 404)]
    [InlineData("Good", "", 400)]
    [InlineData("Good", "null", 400)]
    [InlineData("Good", "{\"Data\":{\"events\":\"[", 400)]
    [InlineData("Good", """{"Data":{},"Metadata":{}}""", 400)]
    [InlineData("Good", """{"Data":{"events":"\"text\""}}""", 400)]
    [InlineData("Good", """{"Data":{"events":"[{\"a\":1}]"}}""", 400)]
    public async Task Every_answer_is_a_json_object_with_length_and_type(string function, string body, int status)
    {
        await using var handler = await RunningHandler.StartAsync(Functions);

        var answer = await handler.InvokeAsync(function, body);

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer.Body).RootElement.ValueKind);
        Assert.DoesNotContain("secret detail", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readiness_probe_is_answered()
    {
        await using var handler = await RunningHandler.StartAsync(Functions);

        var answer = await handler.SendAsync(RecordedRequest.Named("readiness-probe").Bytes);

        Assert.Equal((200, "{}"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task An_http_functions_answer_goes_into_the_named_output()
    {
        await using var handler = await RunningHandler.StartAsync(Functions);

        var answer = await handler.InvokeAsync(
            "Page",
            """{"Data":{"req":{"Method":"GET","Url":"http://x/"}},"Metadata":{}}"""
        );

        var output = JsonDocument.Parse(answer.Body).RootElement.GetProperty("Outputs").GetProperty("res");
        Assert.Equal(200, answer.Status);
        Assert.Equal(404, output.GetProperty("statusCode").GetInt32());
        Assert.Equal("{\"a\":\"é\"}", output.GetProperty("body").GetString());
        Assert.Equal(
            "application/json; charset=utf-8",
            output.GetProperty("headers").GetProperty("content-type").GetString()
        );
    }

    [Fact]
    public async Task A_handler_that_listens_on_loopback_only()
    {
        await using var handler = await RunningHandler.StartAsync(Functions);

        Assert.Equal("127.0.0.1", handler.Url.Host);
    }
}
