using System.Globalization;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests;

/// <summary>
/// The events that the reference connector's golden files leave out because its known defects hide them
/// (tests/vectors/captures/README.md), found in the sender's own decoding.
/// </summary>
internal sealed class LeftOutEvents
{
    private const int LegacyHostStatus = 65550;
    private const int HostStatus = 65568;
    private const int LegacyServiceStatus = 65560;
    private const int ServiceStatus = 65565;
    private const int LegacyAcknowledgement = 65537;
    private const int Acknowledgement = 65581;

    private readonly HashSet<string> statuses = new(StringComparer.Ordinal);
    private readonly HashSet<string> acknowledgements = new(StringComparer.Ordinal);

    public LeftOutEvents(string luaEvents)
    {
        foreach (var line in File.ReadLines(luaEvents))
        {
            var lua = JsonNode.Parse(line)!;
            var type = (long)lua["_type"]!;
            if (type is LegacyHostStatus or HostStatus or LegacyServiceStatus or ServiceStatus && IsHidden(lua, type))
            {
                statuses.Add(Status(Number(lua, "host_id"), Number(lua, "service_id"), Number(lua, "last_check")));
            }
            if (
                (type == Acknowledgement && Number(lua, "service_id") == 0)
                || (type == LegacyAcknowledgement && lua["deletion_time"] is null)
            )
            {
                acknowledgements.Add(Ack(Number(lua, "entry_time"), (string)lua["comment_data"]!));
            }
        }
    }

    /// <summary>Whether the golden file leaves out the event behind this request body.</summary>
    public bool Explain(JsonNode body) =>
        (string?)body["event_type"] == "check"
            ? statuses.Contains(Status(Id(body, "host_id"), Id(body, "service_id"), (long)body["timestamp"]!))
            : acknowledgements.Contains(Ack((long)body["timestamp"]!, (string)body["output"]!));

    private static bool IsHidden(JsonNode lua, long type)
    {
        var output = (string?)lua["output"] ?? "";
        return Number(lua, "scheduled_downtime_depth") > 1
            || output.Count(character => character == '\n') > 1
            || output.Any(character => char.IsControl(character) && character is not ('\n' or '\t' or '\r'))
            || ((string?)lua["long_output"] ?? "").Any(character =>
                char.IsControl(character) && character is not ('\n' or '\t' or '\r')
            )
            || (type == LegacyHostStatus && lua["last_hard_state_change"] is null);
    }

    private static string Status(long host, long service, long time) => $"{host} {service} {time}";

    private static string Ack(long time, string text) => $"{time} {text}";

    private static long Number(JsonNode lua, string name) => (long?)lua[name] ?? 0;

    private static long Id(JsonNode body, string name) =>
        long.Parse((string?)body[name] ?? "0", CultureInfo.InvariantCulture);
}
