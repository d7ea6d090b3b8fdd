using System.Globalization;
using System.Text.Json;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Status;

/// <summary>What an agent last said of itself: a row of table <c>agents</c>.</summary>
/// <param name="At">When it said so, by its own clock.</param>
/// <param name="Sessions">Live sessions of brokers.</param>
/// <param name="SpoolEvents">Events that wait on the customer's site.</param>
/// <param name="TokenExpires">When its publisher token ends, if it knows.</param>
internal sealed record AgentRow(
    string Publisher,
    DateTimeOffset At,
    string Version,
    string State,
    long Sessions,
    long SpoolEvents,
    long SpoolOldestSeconds,
    DateTimeOffset? TokenExpires
)
{
    public const string RowKey = "agent";

    // Members of a later agent's heartbeat that are not known here must not make a row too large.
    private const int MostTextChars = 100;

    /// <param name="line">A heartbeat line.</param>
    /// <returns>Null when it is none that can be read.</returns>
    public static AgentRow? Read(string publisher, ReadOnlyMemory<byte> line, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var heartbeat = document.RootElement;
            return new AgentRow(
                publisher,
                Time(heartbeat, "time") ?? now,
                Text(heartbeat, "version"),
                Text(heartbeat, "status"),
                Number(heartbeat, "sessions") ?? 0,
                Number(heartbeat, "spool_events") ?? 0,
                Number(heartbeat, "spool_oldest_seconds") ?? 0,
                Time(heartbeat, "token_expires")
            );
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for text that is no Unicode, and for what is no object.
            return null;
        }
    }

    public static AgentRow Read(TableEntity row) =>
        new(
            row.PartitionKey,
            row.Time("last_heartbeat") ?? default,
            row.Text("version") ?? "",
            row.Text("state") ?? "",
            row.Number("sessions"),
            row.Number("spool_events"),
            row.Number("spool_oldest_seconds"),
            row.Time("token_expires")
        );

    public TableEntity Write() =>
        new(Publisher, RowKey)
        {
            ["last_heartbeat"] = At,
            ["version"] = Version,
            ["state"] = State,
            ["sessions"] = Sessions,
            ["spool_events"] = SpoolEvents,
            ["spool_oldest_seconds"] = SpoolOldestSeconds,
            ["token_expires"] = TokenExpires,
        };

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()![..Math.Min(MostTextChars, value.GetString()!.Length)]
            : "";

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        Number(json, name) is > 0 and <= 253_402_300_799 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
