using System.Net;
using Forwarder.Agent.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Agent.Health;

/// <summary>
/// <c>GET /health</c>, <c>/metrics</c> and <c>/tap</c> on loopback, when <c>health_port</c> names a port. Only requests that
/// name a loopback host are answered, so that no web page can reach it through a name of its own.
/// </summary>
internal sealed class HealthEndpoint(
    AgentConfiguration configuration,
    HealthReporter reporter,
    EventPipeline pipeline,
    IHostApplicationLifetime lifetime
) : IHostedService, IAsyncDisposable
{
    private static readonly string[] Loopback = ["127.0.0.1", "localhost", "[::1]"];

    private WebApplication? application;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.HealthPort == 0)
        {
            return;
        }
        // Not the working directory, all of which would be watched for changes of settings: that of a service is often /.
        var options = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, configuration.HealthPort));
        application = builder.Build();
        application.Use(
            (context, next) =>
            {
                if (Loopback.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
                {
                    return next(context);
                }
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return Task.CompletedTask;
            }
        );
        application.MapGet(
            "/health",
            () =>
            {
                var report = reporter.Read();
                return TypedResults.Json(
                    report,
                    HealthJson.Default.HealthReport,
                    statusCode: report.Status == "loading" || report.IsWell()
                        ? StatusCodes.Status200OK
                        : StatusCodes.Status503ServiceUnavailable
                );
            }
        );
        application.MapGet(
            "/metrics",
            () =>
                TypedResults.Text(PrometheusText.Write(AgentMetrics.From(reporter.Read())), PrometheusText.ContentType)
        );
        application.MapGet("/tap", WatchAsync);
        await application.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A watcher stays for as long as it likes, and must not hold up the end of the agent.
    private async Task WatchAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping
        );
        try
        {
            await TapEndpoint.AnswerAsync(context, pipeline.Tap, either.Token);
        }
        catch (OperationCanceledException)
        {
            // the watcher has gone, or the agent ends
        }
    }
}
