using System.IO.Compression;
using System.Net.Sockets;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Faults;
using Forwarder.Simulator.Memory;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Forwarder.Simulator;

/// <summary>
/// The way of one request: read it, let the faults strike, let the API answer, remember it, and answer after the round trip.
/// An event counts as arrived when it is processed, before its answer leaves.
/// </summary>
internal sealed class Gate(CanopsisApi api, FaultSwitches switches, ReceivedLog log, TimeSpan roundTrip)
{
    // As the stock front server is configured.
    private const int SmallestCompressedBytes = 1100;

    // Pieces in which a slow body arrives.
    private const int Pieces = 10;

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await ServeAsync(context);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // The client is gone.
            context.Abort();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await ApiRequest.ReadAsync(context.Request);
        var faults = switches.For(request);
        using var answer = Process(request, faults);
        await Task.Delay(roundTrip + faults.Latency, context.RequestAborted);
        if (answer is null)
        {
            Reset(context);
            return;
        }
        await SendAsync(context, answer, faults);
        if (request.IsTooLarge)
        {
            await context.Response.CompleteAsync();
            await RequestBody.DrainAsync(context.Request);
        }
    }

    /// <summary>The answer, or null when the connection is to be reset.</summary>
    private Answer? Process(ApiRequest request, RequestFaults faults)
    {
        var status = faults.Find(FaultKind.Status);
        var isSeen = !faults.Has(FaultKind.ResetBefore) && status is not { Processed: false };
        var result = isSeen ? api.Handle(request, faults) : null;
        var isReset = faults.Has(FaultKind.ResetBefore) || faults.Has(FaultKind.ResetAfter);
        var answer = status is null ? result?.Answer : PageOf(status);
        log.Add(request, result?.Events, isReset ? 0 : answer!.Status);
        if (isReset || status is not null)
        {
            result?.Answer.Dispose();
        }
        return isReset ? null : answer;
    }

    private static Answer PageOf(Fault fault) =>
        (
            fault.Json
                ? Answer.Error(fault.Status, ReasonPhrases.GetReasonPhrase(fault.Status))
                : Answer.Html(fault.Status)
        ) with
        {
            RetryAfterSeconds = fault.RetryAfter,
        };

    private static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } connection)
        {
            connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        context.Abort();
    }

    private static async Task SendAsync(HttpContext context, Answer answer, RequestFaults faults)
    {
        var response = context.Response;
        var body = answer.Body;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }
        if (answer.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        if (body.Length >= SmallestCompressedBytes && AcceptsGzip(context.Request))
        {
            body = Compress(body);
            response.Headers.ContentEncoding = "gzip";
        }
        if (faults.Has(FaultKind.Close))
        {
            response.Headers.Connection = "close";
        }
        if (answer.Status == StatusCodes.Status204NoContent)
        {
            // Writing a body, even an empty one, would end the connection with the answer.
            return;
        }
        response.ContentLength = body.Length;
        if (faults.Has(FaultKind.Truncated))
        {
            await response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }
        if (faults.BodyTime == TimeSpan.Zero)
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }
        var pieceLength = (body.Length / Pieces) + 1;
        for (var start = 0; start < body.Length; start += pieceLength)
        {
            await Task.Delay(faults.BodyTime / Pieces, context.RequestAborted);
            await response.Body.WriteAsync(
                body[start..Math.Min(body.Length, start + pieceLength)],
                context.RequestAborted
            );
            await response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}
