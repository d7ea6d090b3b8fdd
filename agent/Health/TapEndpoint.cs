using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Agent.Health;

/// <summary>
/// <c>GET /tap?host=&amp;service=&amp;limit=</c>: the lines of events as they leave, as server-sent events, with secrets
/// masked. A watcher that is too slow misses lines; the pipeline never waits for one.
/// </summary>
internal static class TapEndpoint
{
    public static async Task AnswerAsync(HttpContext context, EventTap tap, CancellationToken stop)
    {
        var query = context.Request.Query;
        if (!TryReadLimit(query["limit"], out var left))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("limit takes a whole number from 1 on.\n", stop);
            return;
        }
        var filter = new TapFilter(query["host"], query["service"]);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // The answer begins only when lines are being collected: whoever has read its head misses nothing.
        await using var lines = tap.WatchAsync(stop).GetAsyncEnumerator(stop);
        var next = lines.MoveNextAsync();
        await context.Response.Body.FlushAsync(stop);
        for (; left > 0 && await next; next = lines.MoveNextAsync())
        {
            using var line = JsonDocument.Parse(lines.Current);
            if (filter.Matches(line.RootElement))
            {
                left--;
                await context.Response.Body.WriteAsync("data: "u8.ToArray(), stop);
                await context.Response.Body.WriteAsync(Redaction.Redact(line.RootElement), stop);
                await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), stop);
                await context.Response.Body.FlushAsync(stop);
            }
            if (left == 0)
            {
                break;
            }
        }
    }

    private static bool TryReadLimit(string? text, out long limit)
    {
        limit = long.MaxValue;
        return string.IsNullOrEmpty(text)
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit > 0);
    }
}
