using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Tests.Publishing;

/// <summary>An HTTP server on loopback that answers publications as a test tells it to.</summary>
internal sealed class HubStub : IAsyncDisposable
{
    private readonly WebApplication application;
    private int inFlight;

    private HubStub(WebApplication application) => this.application = application;

    public int Port => new Uri(application.Urls.Single()).Port;

    /// <summary>Taken in turn; 201 when empty. 0 drops the connection after the body was read.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public ConcurrentQueue<Publication> Received { get; } = new();

    public int MostInFlight { get; private set; }

    public static async Task<HubStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new HubStub(builder.Build());
        stub.application.MapPost("/{**path}", stub.AnswerAsync);
        await stub.application.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref inFlight));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var status = Answers.TryDequeue(out var next) ? next : StatusCodes.Status201Created;
        Received.Enqueue(
            new Publication(
                $"{context.Request.Path}{context.Request.QueryString}",
                context.Request.Headers.Authorization.ToString(),
                context.Request.ContentType ?? "",
                body.ToArray(),
                status
            )
        );
        Interlocked.Decrement(ref inFlight);
        if (status == 0)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
    }

    internal sealed record Publication(string Url, string Authorization, string ContentType, byte[] Body, int Answered);
}
