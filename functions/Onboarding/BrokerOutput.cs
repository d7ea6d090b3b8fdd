using System.Text.Json;
using Forwarder.Functions.Commands;

namespace Forwarder.Functions.Onboarding;

/// <summary>
/// The output block with which Centreon Broker sends to an agent (bbdo, chapter 8.1), in the two forms that Centreon's web
/// interface writes: <c>bbdo_client</c>, and <c>ipv4</c> in older versions.
/// </summary>
internal static class BrokerOutput
{
    private const string Name = "canopsis-agent";

    public static string Modern(string host, int port) =>
        IndentedJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteString("type", "bbdo_client");
            json.WriteString("transport_protocol", "tcp");
            WriteTarget(json, host, port);
            json.WriteString("encryption", "no");
            json.WriteString("compression", "no");
            WriteFilters(json);
            json.WriteEndObject();
        });

    public static string Legacy(string host, int port) =>
        IndentedJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteString("type", "ipv4");
            json.WriteString("protocol", "bbdo");
            WriteTarget(json, host, port);
            json.WriteString("negotiation", "yes");
            json.WriteString("tls", "no");
            json.WriteString("compression", "no");
            json.WriteString("one_peer_retention_mode", "no");
            WriteFilters(json);
            json.WriteEndObject();
        });

    private static void WriteTarget(Utf8JsonWriter json, string host, int port)
    {
        json.WriteString("host", host);
        json.WriteString("port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("retry_interval", "15");
        json.WriteString("buffering_timeout", "0");
    }

    // Everything of neb: the agent takes names, groups and severities from the configuration events.
    private static void WriteFilters(Utf8JsonWriter json)
    {
        json.WriteStartObject("filters");
        json.WriteStartArray("category");
        json.WriteStringValue("neb");
        json.WriteStringValue("bam");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
