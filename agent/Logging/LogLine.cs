using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Agent.Logging;

/// <summary>One line of the log, for people or as JSON.</summary>
internal static class LogLine
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ForPeople(
        DateTimeOffset time,
        LogLevel level,
        EventId id,
        string message,
        Exception? exception
    )
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Time(time)} {Name(level), -7} {id.Id, 4} {message}");
        return (exception is null ? text : $"{text} | {exception}").ReplaceLineEndings(" | ");
    }

    public static string AsJson(
        DateTimeOffset time,
        LogLevel level,
        EventId id,
        string category,
        string message,
        Exception? exception
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time(time));
            writer.WriteString("level", Name(level));
            writer.WriteNumber("event", id.Id);
            if (id.Name is { } name)
            {
                writer.WriteString("name", name);
            }
            writer.WriteString("category", category);
            writer.WriteString("message", message);
            if (exception is not null)
            {
                writer.WriteString("exception", exception.ToString());
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Name(LogLevel level) =>
        level switch
        {
            LogLevel.Critical => "fatal",
            LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            LogLevel.Information => "info",
            _ => "debug",
        };
}
