using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>A customer's connection to Canopsis (stream-connector, chapter 1.8).</summary>
internal static class TransportParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("connection_timeout", Number, Functions, "60", "Seconds for one attempt of a request.")
        {
            Minimum = 1,
            Maximum = 300,
        },
        new("verify_certificate", Flag, Functions, "1", "0: the certificate of Canopsis is not verified.")
        {
            Difference = "A bad value is an error instead of 0 (D27).",
        },
        new(
            "ca_certificate",
            Text,
            Functions,
            null,
            "Certificates (PEM) of the authority that signed the certificate of Canopsis; unset: the public ones."
        ),
        new(
            "allow_private_host",
            Flag,
            Functions,
            "0",
            "1: canopsis_host or the proxy may be at a loopback or link-local address."
        ),
        new("allow_insecure_connection", Flag, Functions, null, "Deprecated: the opposite of verify_certificate.")
        {
            Opposite = "verify_certificate",
            Difference = "Read as its name says; the reference does not invert it (D27).",
        },
        new("proxy_address", Text, Functions, null, "Host name of the proxy before Canopsis.")
        {
            Partner = "proxy_port",
        },
        new("proxy_port", Number, Functions, null, "Its port.")
        {
            Minimum = 1,
            Maximum = 65535,
            Partner = "proxy_address",
            Difference = "Numeric text works; the reference then uses no proxy (D27).",
        },
        new("proxy_username", Text, Functions, null, "Account at the proxy.") { Partner = "proxy_password" },
        new("proxy_password", Secret, Functions, null, "Its password.") { Partner = "proxy_username" },
        new("proxy_protocol", Choice, Functions, "http", "Scheme of the connection to the proxy.")
        {
            Choices = ["http", "https"],
            Difference = "Honoured; the reference always uses http (D27).",
        },
        new("send_data_test", Flag, Functions, "0", "1: requests are logged instead of sent, and count as delivered."),
        new("log_curl_commands", Flag, Functions, "0", "1: every request is logged as a curl command.")
        {
            Difference = "Every secret is replaced by ***.",
        },
    ];
}
