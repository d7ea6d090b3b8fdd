using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>
/// Reads what an event says about a downtime, in both encodings alike (stream-connector.md 2.6 and 4.3, decisions 10 and 15 to 19). Pure. What
/// was said before is not known here: see <see cref="DowntimeLedger"/>.
/// </summary>
internal sealed class DowntimeMapper(DowntimeOptions options)
{
    /// <summary>Canopsis refuses a longer comment, in characters.</summary>
    private const int LongestComment = 255;

    private const string NoComment = "(no comment)";

    private readonly JsonBuffer buffer = new(1024);

    /// <param name="line">A line of kind downtime, without line end.</param>
    /// <returns>Null when the customer's downtimes are not sent, or the template yields nothing.</returns>
    /// <exception cref="MalformedEventException">The line is not what an agent writes.</exception>
    public Downtime? Map(ReadOnlySpan<byte> line, PublisherId publisher)
    {
        if (!options.IsSent || options.Template is { IsEmpty: true })
        {
            return null;
        }
        var repaired = WireText.Repair(line);
        var read = EventLine.Read(repaired);
        var key = UniqueName(in read, publisher);
        var referenceName = ReferenceName(in read);
        var body = BodyOf(in read, options.UseReferenceNames ? referenceName : key);
        var comment = CommentRequest(body.Name, CommentOf(in read));
        var downtime = new Downtime(key, body.Name, PhaseOf(in read), body, comment) { ReferenceName = referenceName };
        return options.Template is { } template ? Templated(template, repaired, downtime) : downtime;
    }

    // The first sign of an end counts, whichever it is: the legacy encoding has no other after a natural end (D06).
    private DowntimePhase PhaseOf(in EventLine read)
    {
        if (
            WireValue.IsTimeSet(read.ActualEndTime)
            || WireValue.IsTimeSet(read.DeletionTime)
            || WireValue.IsTrue(read.Cancelled)
        )
        {
            return DowntimePhase.Ended;
        }
        var waits = options.WaitForStart || !WireValue.IsTrue(read.Fixed);
        return waits && !WireValue.IsTimeSet(read.ActualStartTime) ? DowntimePhase.Awaited : DowntimePhase.Present;
    }

    private static string ReferenceName(in EventLine read) =>
        $"centreon-downtime-{Digits(read.Id)}-{Digits(read.EntryTime)}";

    // An engine counts its downtimes by itself (D19).
    private static string UniqueName(in EventLine read, PublisherId publisher) =>
        $"centreon-downtime-{publisher.Customer}-{publisher.Agent}-{Digits(read.InstanceId)}-{Digits(read.Id)}-{Digits(read.EntryTime)}";

    private static string Digits(ReadOnlySpan<byte> number) =>
        Encoding.ASCII.GetString(WireValue.Integer(number, "0"u8));

    // A flexible downtime lasts for its duration from when it started, within a wider window (D20).
    private DowntimeBody BodyOf(in EventLine read, string name)
    {
        var isFlexible = !WireValue.IsTrue(read.Fixed) && WireValue.IsTimeSet(read.ActualStartTime);
        var start = WireValue.Number(isFlexible ? read.ActualStartTime : read.StartTime);
        var host = options.ComponentPrefix + WireText.ToText(read.HostName);
        return new DowntimeBody
        {
            Name = name,
            Author = WireText.ToText(WireValue.Text(read.Author)),
            Start = start,
            Stop = isFlexible ? start + WireValue.Number(read.Duration) : WireValue.Number(read.EndTime),
            Entity = read.IsOfService ? $"{WireText.ToText(read.ServiceName)}/{host}" : host,
        };
    }

    private string CommentOf(in EventLine read)
    {
        var comment = WireText.ToText(WireValue.Text(read.CommentData));
        comment = comment.Length == 0 ? NoComment : comment;
        if (options.CommentBeginsWithAuthor && WireText.ToText(WireValue.Text(read.Author)) is { Length: > 0 } author)
        {
            comment = $"{author}: {comment}";
        }
        var cut = comment.EnumerateRunes().Take(LongestComment).Sum(rune => rune.Utf16SequenceLength);
        return comment[..cut];
    }

    private static byte[] CommentRequest(string name, string message)
    {
        var text = $$"""{"pbehavior":"{{Encode(name)}}","message":"{{Encode(message)}}"}""";
        return Encoding.UTF8.GetBytes(text);
    }

    private static JsonEncodedText Encode(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private Downtime Templated(Template template, ReadOnlySpan<byte> line, Downtime downtime)
    {
        var body = downtime.Body;
        buffer.Truncate(0);
        template.Write(line, buffer);
        using var document = JsonDocument.Parse(buffer.Written);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return downtime with { Body = body with { Templated = buffer.Written.ToArray() }, Comment = null };
        }
        var name =
            root.TryGetProperty("name"u8, out var named) && named.ValueKind == JsonValueKind.String
                ? named.GetString()!
                : body.Name;
        byte[]? comment = null;
        var rest = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.NameEquals("comment"u8))
            {
                comment = CommentIn(member.Value, name);
            }
            else
            {
                rest[member.Name] = member.Value;
            }
        }
        return downtime with
        {
            Name = name,
            Body = body with { Name = name, Templated = Serialize(rest) },
            Comment = comment,
        };
    }

    // An array with one object, as the reference needs it, the object itself, or only the text.
    private static byte[]? CommentIn(JsonElement comment, string name) =>
        comment.ValueKind switch
        {
            JsonValueKind.Array when comment.GetArrayLength() > 0 => CommentIn(comment[0], name),
            JsonValueKind.Object => Encoding.UTF8.GetBytes(comment.GetRawText()),
            JsonValueKind.String => CommentRequest(name, comment.GetString()!),
            _ => null,
        };

    private static byte[] Serialize(Dictionary<string, JsonElement> members)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var (member, value) in members)
        {
            json.WritePropertyName(member);
            value.WriteTo(json);
        }
        json.WriteEndObject();
        json.Flush();
        return stream.ToArray();
    }
}
