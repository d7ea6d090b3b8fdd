using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Benchmarks.Delivery;

/// <summary>The cheapest server with the answer of an event route, over TLS: it echoes every event as sent, and counts them.</summary>
internal sealed class EchoCanopsis : IAsyncDisposable
{
    private readonly WebApplication app;
    private long events;

    private EchoCanopsis(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public int Port => new Uri(app.Urls.Single()).Port;

    public long Events => Interlocked.Read(ref events);

    public static async Task<EchoCanopsis> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        var echo = new EchoCanopsis(X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null));
        await echo.app.StartAsync();
        return echo;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = body.GetBuffer().AsMemory(0, (int)body.Length);
        Interlocked.Add(ref events, CountOf(received.Span, "\"event_type\":"u8));
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync("{\"sent_events\":"u8.ToArray());
        await context.Response.Body.WriteAsync(received);
        await context.Response.Body.WriteAsync(",\"failed_events\":[],\"retry_events\":[]}"u8.ToArray());
    }

    private static int CountOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (int at; (at = text.IndexOf(part)) >= 0; text = text[(at + part.Length)..])
        {
            count++;
        }
        return count;
    }
}
