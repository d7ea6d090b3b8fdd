using System.Text.Json;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary>Downtimes as operators read them.</summary>
internal static class DowntimeText
{
    public static string State(DesiredDowntime row) =>
        row.Progress switch
        {
            { Error: not null } => "failing",
            { IsDone: false } => "pending",
            _ => row.IsPresent ? "present" : "ended",
        };

    public static string Line(DesiredDowntime row) =>
        $"{State(row), -8} {Time(row.Body.Start)} {Time(row.Body.Stop)} {row.Name} {row.Body.Entity}{Error(row)}";

    public static string Line(ListedPbehavior item) =>
        $"{Time(item.Start ?? 0)} {Time(item.Stop ?? 0)} {item.Name} {item.Entity ?? "(a pattern)"}";

    public static void Write(Utf8JsonWriter json, DesiredDowntime row)
    {
        json.WriteString("name", row.Name);
        json.WriteBoolean("desired", row.IsPresent);
        json.WriteString("state", State(row));
        json.WriteNumber("start", row.Body.Start);
        json.WriteNumber("stop", row.Body.Stop);
        json.WriteString("entity", row.Body.Entity);
        json.WriteString("author", row.Body.Author);
        json.WriteString("comment", DowntimeDifference.MessageOf(row.Comment));
        json.WriteBoolean("comment_sent", row.Progress.IsCommentDone);
        json.WriteBoolean("adopted", row.IsAdopted);
        json.WriteNumber("revision", row.Revision);
        json.WriteString("changed_at", row.ChangedAt);
        json.WriteString("canopsis_id", row.Progress.Id);
        json.WriteNumber("attempts", row.Progress.Attempts);
        json.WriteNumber("comment_attempts", row.Progress.CommentAttempts);
        json.WriteString("error", row.Progress.Error);
        WriteTime(json, "next_try", row.Progress.NextTry);
        WriteTime(json, "done_at", row.Progress.DoneAt);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Error(DesiredDowntime row) =>
        row.Progress.Error is { } error ? $" ({error}, attempt {row.Progress.Attempts})" : "";

    private static string Time(long seconds) =>
        seconds is > 0 and < 253_402_300_799
            ? $"{DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : $"{seconds, -20}";
}
