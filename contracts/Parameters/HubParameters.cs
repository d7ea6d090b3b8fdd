using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>The agent's connection to Event Hubs (platform, chapter 5).</summary>
internal static class HubParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new(
            "hub_host",
            Text,
            Agent,
            null,
            "Host name of the Event Hubs namespace, such as contoso.servicebus.windows.net."
        )
        {
            Mandatory = true,
        },
        new("hub_port", Number, Agent, "443", "Its port.") { Minimum = 1, Maximum = 65535 },
        new("hub_protocol", Choice, Agent, "https", "https; http only to a stand-in on a loopback address.")
        {
            Choices = ["https", "http"],
        },
        new("hub_name", Text, Agent, null, "Name of the event hub.") { Mandatory = true },
        new("hub_publisher", Text, Agent, null, "Who publishes: <customer>.<agent>.") { Mandatory = true },
        new("hub_token_file", Text, Agent, null, "File that holds the publisher token; read again when it changes."),
        new("hub_token", Secret, Agent, null, "The publisher token itself, when there is no file."),
        new("hub_timeout", Number, Agent, "60", "Seconds until a publication without answer is tried again.")
        {
            Minimum = 1,
            Maximum = 600,
        },
    ];
}
