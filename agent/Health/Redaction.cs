using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Forwarder.Agent.Health;

/// <summary>
/// Masks what may be a secret before an event is shown: commands, which carry passwords as arguments, whole; in every other
/// text what stands after a word such as password, token or community, in an Authorization header, or as a URL's password.
/// </summary>
internal static partial class Redaction
{
    private const string Mask = "***";

    private static readonly HashSet<string> Commands = new(StringComparer.Ordinal)
    {
        "check_command",
        "command_line",
        "event_handler",
    };

    // Shown on a terminal or read by jq, never in a page.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same JSON with masked texts.</summary>
    public static ReadOnlyMemory<byte> Redact(JsonElement line)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            Write(line, writer);
        }
        return buffer.WrittenMemory;
    }

    /// <summary>A text with its secrets masked.</summary>
    public static string Redact(string text)
    {
        try
        {
            text = Assigned().Replace(text, $"${{name}}${{equals}}{Mask}");
            text = Argument().Replace(text, $"${{name}} {Mask}");
            text = Scheme().Replace(text, $"${{name}} {Mask}");
            return Address().Replace(text, $"${{account}}{Mask}@");
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (Commands.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
                    {
                        writer.WriteStringValue(Mask);
                    }
                    else
                    {
                        Write(member.Value, writer);
                    }
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, writer);
                }
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Redact(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    [GeneratedRegex(
        """(?<name>[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|authkey|community|sig))(?<equals>["']?\s*[:=]\s*["']?)[^\s"',;&]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200
    )]
    private static partial Regex Assigned();

    [GeneratedRegex(
        """(?<name>--?(?:password|passwd|pass|secret|token|community|authkey))\s+[^\s-]\S*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200
    )]
    private static partial Regex Argument();

    [GeneratedRegex(
        """\b(?<name>bearer|basic|sharedaccesssignature)\s+[A-Za-z0-9+/=._~%&-]{6,}""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200
    )]
    private static partial Regex Scheme();

    [GeneratedRegex(
        """(?<account>://[^/\s:@]+:)[^@\s/]+@""",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200
    )]
    private static partial Regex Address();
}
