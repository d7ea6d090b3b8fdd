using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Tables;

/// <summary>
/// The wire form of an entity-group transaction: one change set of <c>multipart/mixed</c> inside a batch, each operation a whole HTTP request with an
/// absolute URL (platform.md 7).
/// </summary>
internal static class Changeset
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    public static byte[] Write(IReadOnlyList<TableOperation> operations, Uri endpoint, string table, string batch)
    {
        var body = new ArrayBufferWriter<byte>();
        var changeset = $"changeset_{batch}";
        Line(body, $"--{batch}", $"Content-Type: multipart/mixed; boundary={changeset}", "");
        foreach (var operation in operations)
        {
            Line(body, $"--{changeset}", "Content-Type: application/http", "Content-Transfer-Encoding: binary", "");
            Line(body, $"{operation.Method} {endpoint}{operation.Path(table)} HTTP/1.1");
            Line(body, "Accept: application/json;odata=minimalmetadata", "DataServiceVersion: 3.0;");
            if (operation.IfMatch is { } condition)
            {
                Line(body, $"If-Match: {condition}");
            }
            if (operation.HasBody)
            {
                Line(body, "Content-Type: application/json", "Prefer: return-no-content", "");
                using var json = new Utf8JsonWriter(body);
                EntityJson.Write(json, operation.Entity);
            }
            Line(body, "", "");
        }
        Line(body, $"--{changeset}--", $"--{batch}--");
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The answers inside, in order: one for each operation, or a single one when the transaction was refused.</summary>
    public static List<ChangesetPart> Read(ReadOnlyMemory<byte> answer)
    {
        var parts = new List<ChangesetPart>();
        var rest = answer;
        while (TakeLine(ref rest, out var line))
        {
            if (line.Span.StartsWith("HTTP/1."u8))
            {
                parts.Add(ReadPart(StatusOf(line.Span), ref rest));
            }
        }
        return parts;
    }

    private static ChangesetPart ReadPart(int status, ref ReadOnlyMemory<byte> rest)
    {
        string? etag = null;
        while (TakeLine(ref rest, out var header) && !header.IsEmpty)
        {
            var colon = header.Span.IndexOf((byte)':');
            if (colon > 0 && Ascii(header[..colon].Span).Equals("etag", StringComparison.OrdinalIgnoreCase))
            {
                etag = Ascii(header[(colon + 1)..].Span).Trim();
            }
        }
        // A JSON body never starts a line with the dashes of a boundary.
        var body = rest;
        var length = 0;
        while (TakeLine(ref rest, out var line) && !line.Span.StartsWith("--"u8))
        {
            length = body.Length - rest.Length;
        }
        return new ChangesetPart(status, etag, body[..length]);
    }

    private static bool TakeLine(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> line)
    {
        if (rest.IsEmpty)
        {
            line = default;
            return false;
        }
        var end = rest.Span.IndexOf((byte)'\n');
        var length = end < 0 ? rest.Length : end;
        line = rest[..length].TrimEnd((byte)'\r');
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    private static int StatusOf(ReadOnlySpan<byte> line)
    {
        var fields = Ascii(line).Split(' ', 3);
        return
            fields.Length > 1
            && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : 0;
    }

    private static string Ascii(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);

    private static void Line(ArrayBufferWriter<byte> body, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            body.Write(Encoding.UTF8.GetBytes(line));
            body.Write(LineEnd);
        }
    }
}
