namespace Forwarder.Simulator.Api;

/// <summary>Reads request bodies up to the limit of the stock front server.</summary>
internal static class RequestBody
{
    /// <summary>nginx: <c>client_max_body_size 7m</c>.</summary>
    public const int LimitBytes = 7 * 1024 * 1024;

    // What is read and thrown away behind the limit, so that a client finds the answer instead of a reset connection.
    private const int DrainBytes = 64 * 1024 * 1024;

    public static async Task<(byte[] Body, bool IsTooLarge)> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LimitBytes)
        {
            return ([], true);
        }
        if (request.ContentLength is { } length)
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
            return (body, false);
        }
        using var collected = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0; )
        {
            collected.Write(chunk, 0, read);
            if (collected.Length > LimitBytes)
            {
                return ([], true);
            }
        }
        return (collected.ToArray(), false);
    }

    public static async Task DrainAsync(HttpRequest request)
    {
        var chunk = new byte[64 * 1024];
        for (long drained = 0; drained < DrainBytes; )
        {
            var read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted);
            if (read == 0)
            {
                return;
            }
            drained += read;
        }
    }
}
