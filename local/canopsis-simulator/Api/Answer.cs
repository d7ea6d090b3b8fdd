using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Simulator.Api;

/// <summary>What goes back to the client. Disposed when it is sent.</summary>
internal sealed record Answer(int Status, string? ContentType, ReadOnlyMemory<byte> Body) : IDisposable
{
    private const string PlainJson = "application/json";
    private const string JsonWithCharset = "application/json; charset=utf-8";
    private const string HtmlType = "text/html";

    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string? Location { get; init; }

    public int? RetryAfterSeconds { get; init; }

    /// <summary>What lent the memory of <see cref="Body"/>.</summary>
    private PooledBuffer? Lender { get; init; }

    /// <summary>Error in the form <c>{"error":"…"}</c>.</summary>
    public static Answer Error(int status, string text)
    {
        var body = $$"""{"error":"{{JsonEncodedText.Encode(text)}}"}""";
        return new Answer(status, JsonWithCharset, Encoding.UTF8.GetBytes(body));
    }

    public static Answer Json(int status, ReadOnlyMemory<byte> body) => new(status, JsonWithCharset, body);

    /// <summary>JSON as most routes send it.</summary>
    public static Answer Json(int status, Action<Utf8JsonWriter> write) => new(status, JsonWithCharset, Written(write));

    /// <summary>JSON as the bulk routes send it.</summary>
    public static Answer Items(Action<Utf8JsonWriter> write) =>
        new(StatusCodes.Status207MultiStatus, PlainJson, Written(write));

    public static Answer NoContent() => new(StatusCodes.Status204NoContent, null, default);

    /// <summary>JSON as the event route sends it; the answer owns the buffer from now on.</summary>
    public static Answer EventLists(PooledBuffer body) =>
        new(StatusCodes.Status200OK, PlainJson, body.Written) { Lender = body };

    /// <summary>A page of the front server or of a proxy.</summary>
    public static Answer Html(int status)
    {
        var title = status == StatusCodes.Status200OK ? "Canopsis" : $"{status} {(HttpStatusCode)status}";
        var page = $"<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n";
        return new Answer(status, HtmlType, Encoding.UTF8.GetBytes(page));
    }

    public static Answer Redirect(int status, string location) => new(status, null, default) { Location = location };

    public void Dispose() => Lender?.Dispose();

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            write(json);
        }
        return body.ToArray();
    }
}
