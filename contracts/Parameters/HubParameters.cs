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
        new(
            "hub_authentication",
            Choice,
            Agent,
            "token",
            "token: a publisher token; otherwise an identity of Entra ID publishes to the plain endpoint, for an app that serves "
                + "one customer (SINGLE_CUSTOMER)."
        )
        {
            Choices = ["token", "client_secret", "certificate", "managed_identity"],
        },
        new("hub_tenant_id", Text, Agent, null, "Entra ID: the directory of the application."),
        new("hub_client_id", Text, Agent, null, "Entra ID: the application, or a user-assigned managed identity."),
        new("hub_client_secret_file", Text, Agent, null, "Entra ID: file that holds the application's secret."),
        new("hub_client_secret", Secret, Agent, null, "Entra ID: the secret itself, when there is no file."),
        new(
            "hub_client_certificate_file",
            Text,
            Agent,
            null,
            "Entra ID: PEM file of the application's certificate and its private key."
        ),
        new("hub_authority", Text, Agent, "https://login.microsoftonline.com/", "Entra ID: where tokens are issued."),
        new("hub_ca_file", Text, Agent, null, "PEM file of authorities that count besides those of the system."),
        new(
            "hub_proxy_address",
            Text,
            Agent,
            null,
            "Host name of the proxy before the hub; unset: that of HTTPS_PROXY."
        )
        {
            Partner = "hub_proxy_port",
        },
        new("hub_proxy_port", Number, Agent, null, "Its port.")
        {
            Minimum = 1,
            Maximum = 65535,
            Partner = "hub_proxy_address",
        },
        new("hub_proxy_protocol", Choice, Agent, "http", "Scheme of the connection to the proxy.")
        {
            Choices = ["http", "https"],
        },
        new("hub_proxy_username", Text, Agent, null, "Account at the proxy."),
        new("hub_proxy_password_file", Text, Agent, null, "File that holds its password."),
        new("hub_proxy_password", Secret, Agent, null, "The password itself, when there is no file."),
        new("hub_timeout", Number, Agent, "60", "Seconds until a publication without answer is tried again.")
        {
            Minimum = 1,
            Maximum = 600,
        },
    ];
}
