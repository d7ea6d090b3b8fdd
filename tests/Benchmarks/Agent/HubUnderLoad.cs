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

    public static async Task<HubUnderLoad> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hub = new HubUnderLoad(builder.Build());
        hub.application.MapPost(
            "/{**path}",
            static async (HttpContext context) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.StatusCode = StatusCodes.Status201Created;
            }
        );
        await hub.application.StartAsync();
        return hub;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
