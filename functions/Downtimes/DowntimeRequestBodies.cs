using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>Bodies of requests that are made from rows.</summary>
internal static class DowntimeRequestBodies
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// For the route of connectors. It joins what has one window and comment into one pbehavior; with its name in the comment each downtime stays by itself
    /// and can be ended by itself.
    /// </summary>
    /// <returns>Null while an id is unknown that it needs, and for a template, which says everything itself.</returns>
    public static byte[]? Connector(string customer, DesiredDowntime row, PbehaviorIds ids)
    {
        if (row.Body.Templated is not null || ids is not { Type: { } type, Reason: { } reason })
        {
            return null;
        }
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("entities");
            json.WriteStringValue(row.Body.Entity);
            json.WriteEndArray();
            json.WriteString("origin", $"centreon/{customer}");
            json.WriteString("name", row.Name);
            json.WriteString("comment", DowntimeDifference.ConnectorComment(row));
            json.WriteNumber("tstart", row.Body.Start);
            json.WriteNumber("tstop", row.Body.Stop);
            json.WriteString("type", type);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        return body.ToArray();
    }

    /// <summary>The comment's request, with the pbehavior's id where only its name was known.</summary>
    public static byte[] Comment(DesiredDowntime row)
    {
        var id = row.Progress.Id ?? row.Name;
        using var document = JsonDocument.Parse(row.Comment);
        if (id == row.Name || PbehaviorReader.Text(document.RootElement, "pbehavior") != row.Name)
        {
            return row.Comment!;
        }
        return Texts([("pbehavior", id), ("message", DowntimeDifference.MessageOf(row.Comment) ?? "")]);
    }

    /// <summary>An item of a bulk deletion.</summary>
    public static byte[] Deletion(string id) => Texts([("_id", id)]);

    public static byte[] Reason(string name, string description) =>
        Texts([("name", name), ("description", description)]);

    private static byte[] Texts(ReadOnlySpan<(string Name, string Value)> members)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        return body.ToArray();
    }
}
