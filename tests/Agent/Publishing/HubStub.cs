using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>Answers instead of <see cref="Answers"/> when it gives a status.</summary>
    public Func<byte[], int?> Decide { get; set; } = _ => null;

    /// <summary>Header <c>Retry-After</c> of refusals, in seconds.</summary>
    public int? RetryAfter { get; set; }

    /// <summary>Refusals begin with a body that does not go on.</summary>
    public bool StallsBodies { get; set; }

    /// <summary>Body of refusals.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Forms with which tokens of Entra ID were asked for.</summary>
    public ConcurrentQueue<Dictionary<string, string>> TokenRequests { get; } = new();

    /// <summary>Entra ID does not know the application's secret.</summary>
    public bool RefusesTokens { get; set; }

    public int MostInFlight { get; private set; }

    /// <param name="certificate">For TLS; null: in clear.</param>
    public static async Task<HubStub> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                endpoint =>
                {
                    if (certificate is not null)
                    {
                        endpoint.UseHttps(certificate);
                    }
                }
            )
        );
        var stub = new HubStub(builder.Build());
        stub.application.MapPost("/{**path}", stub.AnswerAsync);
        // the token service of a managed identity, as App Service has it
        stub.application.MapGet(
            "/msi/token",
            (HttpContext context) =>
                Results.Text(
                    context.Request.Headers["X-IDENTITY-HEADER"] == "of this machine"
                        ? $$"""{"access_token":"msi for {{context.Request.Query["resource"]}}","expires_on":"4102444800","token_type":"Bearer"}"""
                        : "{}",
                    "application/json"
                )
        );
        await stub.application.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            await IssueAsync(context);
            return;
        }
        MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref inFlight));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        var status = Decide(bytes) ?? (Answers.TryDequeue(out var next) ? next : StatusCodes.Status201Created);
        Received.Enqueue(
            new Publication(
                $"{context.Request.Path}{context.Request.QueryString}",
                context.Request.Headers.Authorization.ToString(),
                context.Request.ContentType ?? "",
                bytes,
                status,
                context.Request.Headers["BrokerProperties"].ToString()
            )
        );
        Interlocked.Decrement(ref inFlight);
        if (status == 0)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        if (status != StatusCodes.Status201Created)
        {
            context.Response.Headers.RetryAfter = RetryAfter?.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
            await context.Response.WriteAsync(Detail);
            if (StallsBodies)
            {
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // As Entra ID answers an application that has proved who it is.
    private async Task IssueAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        TokenRequests.Enqueue(
            form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal)
        );
        context.Response.ContentType = "application/json";
        if (RefusesTokens)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync(
                """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}"""
            );
            return;
        }
        await context.Response.WriteAsync(
            $$"""{"token_type":"Bearer","expires_in":3600,"access_token":"entra-{{TokenRequests.Count}}"}"""
        );
    }

    internal sealed record Publication(
        string Url,
        string Authorization,
        string ContentType,
        byte[] Body,
        int Answered,
        string BrokerProperties
    );
}
