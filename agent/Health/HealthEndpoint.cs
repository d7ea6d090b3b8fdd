using System.Net;
using Forwarder.Agent.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Agent.Health;

/// <summary><c>GET /health</c> on loopback, when <c>health_port</c> names a port.</summary>
internal sealed class HealthEndpoint(AgentConfiguration configuration, HealthReporter reporter) : IHostedService
{
    private WebApplication? application;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.HealthPort == 0)
        {
            return;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, configuration.HealthPort));
        application = builder.Build();
        application.MapGet("/health", () => TypedResults.Json(reporter.Read(), HealthJson.Default.HealthReport));
        await application.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        application?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
