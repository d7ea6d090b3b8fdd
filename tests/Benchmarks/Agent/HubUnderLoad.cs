using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Forwarder.Benchmarks.Agent;

/// <summary>A hub on loopback that takes every pack at once.</summary>
internal sealed class HubUnderLoad : IAsyncDisposable
{
    private readonly WebApplication application;

    private HubUnderLoad(WebApplication application) => this.application = application;

    public int Port => new Uri(application.Urls.Single()).Port;

    /// <param name="taken">Takes each body; null: they are thrown away.</param>
    /// <param name="certificate">For TLS; null: in clear.</param>
    public static async Task<HubUnderLoad> StartAsync(
        Action<byte[]>? taken = null,
        X509Certificate2? certificate = null
    )
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
        var hub = new HubUnderLoad(builder.Build());
        hub.application.MapPost(
            "/{**path}",
            async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(taken is null ? Stream.Null : body);
                taken?.Invoke(body.ToArray());
                context.Response.StatusCode = StatusCodes.Status201Created;
            }
        );
        await hub.application.StartAsync();
        return hub;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
