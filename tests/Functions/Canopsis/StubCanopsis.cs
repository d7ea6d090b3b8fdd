using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>An event route on a free port whose answers a test decides, one after the other; afterwards it accepts everything.</summary>
internal sealed class StubCanopsis : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, JsonArray, Task>> answers = new();

    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<HttpContext, JsonArray, Task>? otherwise;

    private StubCanopsis(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        if (certificate is not null)
                        {
                            listen.UseHttps(certificate);
                        }
                    }
                );
            });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    /// <summary>Ends when the first request has come.</summary>
    public Task FirstReceived => first.Task;

    /// <summary>What Canopsis has accepted, in order of arrival.</summary>
    public ConcurrentQueue<JsonNode> Accepted { get; } = new();

    public Uri Url => new(app.Urls.Single());

    /// <param name="certificate">Null for plain HTTP.</param>
    public static async Task<StubCanopsis> StartAsync(X509Certificate2? certificate = null)
    {
        var stub = new StubCanopsis(certificate);
        await stub.app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>How requests are answered for which nothing else was said.</summary>
    public void Always(Func<HttpContext, JsonArray, Task> answer) => otherwise = answer;

    /// <summary>How the next request is answered.</summary>
    public StubCanopsis Then(Func<HttpContext, JsonArray, Task> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public StubCanopsis ThenStatus(int status, string body = "{}", params (string Name, string Value)[] headers) =>
        Then(
            (context, _) =>
            {
                context.Response.StatusCode = status;
                foreach (var (name, value) in headers)
                {
                    context.Response.Headers[name] = value;
                }
                return context.Response.WriteAsync(body);
            }
        );

    /// <summary>Answers 200 and lists the events of these positions as failed.</summary>
    public StubCanopsis ThenFail(params int[] positions) =>
        Then((context, events) => EchoAsync(context, events, positions));

    /// <summary>Accepts the next request.</summary>
    public StubCanopsis ThenAccept() => ThenFail();

    /// <summary>The connection breaks before an answer.</summary>
    public StubCanopsis ThenBreak() =>
        Then(
            (context, _) =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
        );

    /// <summary>Answers as Canopsis does: authors are added, each list keeps the order (canopsis-api.md 2.3).</summary>
    public async Task EchoAsync(HttpContext context, JsonArray events, params int[] failed)
    {
        var lists = new[] { new JsonArray(), new JsonArray() };
        for (var i = 0; i < events.Count; i++)
        {
            var echo = events[i]!.DeepClone();
            echo["author"] = "api user";
            echo["user_id"] = "u-1";
            var isFailed = failed.Contains(i);
            lists[isFailed ? 1 : 0].Add(echo);
            if (!isFailed)
            {
                Accepted.Enqueue(events[i]!.DeepClone());
            }
        }
        context.Response.ContentType = "application/json";
        var answer = new JsonObject
        {
            ["sent_events"] = lists[0],
            ["failed_events"] = lists[1],
            ["retry_events"] = new JsonArray(),
        };
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var events = JsonNode.Parse(body.ToArray())!.AsArray();
        Received.Enqueue(
            new ReceivedRequest(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                context.Connection.Id,
                events
            )
        );
        first.TrySetResult();
        await (
            answers.TryDequeue(out var answer) ? answer(context, events)
            : otherwise is not null ? otherwise(context, events)
            : EchoAsync(context, events)
        );
    }
}

internal sealed record ReceivedRequest(
    string Method,
    string Route,
    IReadOnlyDictionary<string, string> Headers,
    string Connection,
    JsonArray Events
);
