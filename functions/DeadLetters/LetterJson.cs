using System.Text;
using System.Text.Json;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>Dead letters and orders as JSON, the same for the function and the command.</summary>
internal static class LetterJson
{
    private static readonly string[] Shown =
    [
        "state",
        "reason",
        "status",
        "detail",
        "publisher",
        "epoch",
        "sequence",
        "line",
        "lines",
        "about",
        "redrives",
        "order",
    ];

    private static readonly string[] Times = ["created_at", "dead_at", "next_redrive_at", "changed_at"];

    public static void Groups(Utf8JsonWriter json, IEnumerable<LetterGroup> groups)
    {
        json.WriteStartArray("groups");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("customer", group.Customer);
            json.WriteString("cause", group.Cause);
            json.WriteString("state", group.State);
            json.WriteNumber("count", group.Count);
            Time(json, "oldest", group.Oldest);
            Time(json, "newest", group.Newest);
            json.WriteString("example", group.Example);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Letters(Utf8JsonWriter json, IEnumerable<TableEntity> letters)
    {
        json.WriteStartArray("letters");
        foreach (var letter in letters)
        {
            json.WriteStartObject();
            Letter(json, letter);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Letter(Utf8JsonWriter json, TableEntity letter)
    {
        json.WriteString("customer", letter.PartitionKey);
        json.WriteString("id", letter.RowKey);
        foreach (var name in Shown)
        {
            switch (letter[name])
            {
                case string text:
                    json.WriteString(name, text);
                    break;
                case int or long:
                    json.WriteNumber(name, letter.Number(name));
                    break;
            }
        }
        foreach (var name in Times)
        {
            Time(json, name, letter.Time(name));
        }
        if (letter.Flag("is_cut"))
        {
            json.WriteBoolean("is_cut", true);
        }
    }

    /// <summary>The event as it came, or the pack as base64.</summary>
    public static void Content(Utf8JsonWriter json, TableEntity letter)
    {
        if (DeadLetterEntity.Content(letter) is not { } content)
        {
            return;
        }
        if (letter.Number("line") == 0)
        {
            json.WriteBase64String("pack", content);
        }
        else
        {
            json.WriteString("event", Encoding.UTF8.GetString(content));
        }
    }

    public static void Order(Utf8JsonWriter json, LetterOrder order)
    {
        json.WriteString("order", order.Id);
        json.WriteString("action", order.Action == LetterAction.Redrive ? "redrive" : "discard");
        json.WriteString("customer", order.Customer);
        json.WriteString("cause", order.Cause);
        json.WriteString("letter", order.Letter);
        json.WriteBoolean("forced", order.IsForced);
        json.WriteString("by", order.By);
        json.WriteString("at", order.At);
        json.WriteBoolean("executed", order.IsExecuted);
        json.WriteNumber("taken", order.Taken);
        json.WriteNumber("skipped", order.Skipped);
    }

    public static void States(Utf8JsonWriter json, IReadOnlyDictionary<string, long> states)
    {
        json.WriteStartObject("now");
        foreach (var (state, count) in states)
        {
            json.WriteNumber(state, count);
        }
        json.WriteEndObject();
    }

    // A time that never comes says no more than none.
    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { Year: < 9000 } known)
        {
            json.WriteString(name, known);
        }
    }
}
