using System.Buffers;
using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// The answer to the host: always a JSON object with its content type and length. An empty body, <c>null</c> or 204 would hang the invocation
/// until its time-out (platform.md 1.6).
/// </summary>
internal sealed class HostAnswer
{
    private const int Ok = StatusCodes.Status200OK;

    private readonly ReadOnlyMemory<byte> json;

    private HostAnswer(int status, ReadOnlyMemory<byte> json)
    {
        Status = status;
        this.json = json;
    }

    public static HostAnswer Empty { get; } = new(Ok, "{}"u8.ToArray());

    public int Status { get; }

    public static HostAnswer Of(FunctionOutcome outcome) =>
        outcome.Failure is { } reason ? Failure(StatusCodes.Status503ServiceUnavailable, reason) : Empty;

    public static HostAnswer Of(string output, HttpAnswer answer) =>
        new(
            Ok,
            Json(writer =>
            {
                writer.WriteStartObject("Outputs");
                writer.WriteStartObject(output);
                writer.WriteNumber("statusCode", answer.StatusCode);
                writer.WriteStartObject("headers");
                writer.WriteString("content-type", answer.ContentType);
                writer.WriteEndObject();
                writer.WriteString("body", answer.Body);
                writer.WriteEndObject();
                writer.WriteEndObject();
            })
        );

    public static HostAnswer Failure(int status, string reason) =>
        new(status, Json(writer => writer.WriteString("error", reason)));

    public Task WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, cancellation).AsTask();
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
