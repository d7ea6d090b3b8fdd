using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// The HTTP server that the Functions host talks to: <c>POST /FunctionName</c> with an envelope, answered with a JSON object, and <c>GET /</c> as
/// readiness probe (platform.md 1 and 12). Listens on 127.0.0.1 only. Functions know nothing of this protocol.
/// </summary>
internal sealed class HandlerServer(FunctionMap functions, ILogger<HandlerServer> logger)
{
    private const string InvocationIdHeader = "X-Azure-Functions-InvocationId";

    /// <param name="port">0 takes a free one.</param>
    public static void Configure(IWebHostBuilder web, int port) =>
        web.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // A full batch of large events is far above Kestrel's default of 30 MB, and the host may pause while it writes one.
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MinRequestBodyDataRate = null;
                kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            });

    public Task HandleAsync(HttpContext context)
    {
        var name = context.Request.Path.Value is { Length: > 1 } path ? path[1..] : "";
        return name.Length == 0
            ? HostAnswer.Empty.WriteAsync(context.Response, context.RequestAborted)
            : InvokeAsync(context, name);
    }

    private async Task InvokeAsync(HttpContext context, string name)
    {
        var cancellation = context.RequestAborted;
        var id = context.Request.Headers[InvocationIdHeader].ToString();
        using var scope = logger.BeginScope(new InvocationScope(name, id));
        HostAnswer answer;
        try
        {
            answer = await AnswerAsync(context, name, id);
        }
        catch (InvalidEnvelopeException invalid)
        {
            HostingLog.RequestRefused(logger, name, invalid.Message);
            answer = HostAnswer.Failure(StatusCodes.Status400BadRequest, invalid.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            HostingLog.Abandoned(logger, name);
            return;
        }
        // Whatever a function throws, the process serves the other partitions: the failed answer makes the host repeat this batch alone.
        catch (Exception exception)
        {
            HostingLog.FunctionFailed(logger, name, exception);
            answer = HostAnswer.Failure(StatusCodes.Status500InternalServerError, "The function failed.");
        }
        await answer.WriteAsync(context.Response, cancellation);
    }

    private async Task<HostAnswer> AnswerAsync(HttpContext context, string name, string id)
    {
        if (functions.Find(name) is not { } function || !HttpMethods.IsPost(context.Request.Method))
        {
            HostingLog.RequestRefused(logger, name, "no such function");
            return HostAnswer.Failure(StatusCodes.Status404NotFound, "No such function.");
        }
        Func<CancellationToken, Task<HostAnswer>> run;
        using (var body = await RequestBody.ReadAsync(context.Request.BodyReader, context.RequestAborted))
        {
            run = function(InvocationEnvelope.Parse(body.Bytes), id);
        }
        return await run(context.RequestAborted);
    }
}
