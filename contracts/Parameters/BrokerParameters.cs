using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>The agent's sessions with brokers (bbdo, chapter 2).</summary>
internal static class BrokerParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("listen_address", Text, Agent, "127.0.0.1", "Address on which brokers are awaited."),
        new("listen_port", Number, Agent, "5669", "Its port; 0 takes a free one.") { Maximum = 65535 },
        new(
            "allowed_networks",
            List,
            Agent,
            null,
            "Networks from which brokers may connect, such as 10.1.0.0/16; unset: from everywhere."
        ),
        new("connect_to", List, Agent, null, "Brokers that listen, as host:port: the agent connects to them."),
        new("connect_retry_interval", Number, Agent, "15", "Longest time in seconds between two attempts to connect.")
        {
            Minimum = 2,
            Maximum = 3600,
        },
        new("broker_compression", Flag, Agent, "1", "1: sessions are compressed when the broker offers it; 0: never."),
        new(
            "broker_tls_certificate_file",
            Text,
            Agent,
            null,
            "PEM file of the agent's certificate and those that lead to its authority; with it TLS is used when the broker "
                + "offers it."
        ),
        new("broker_tls_key_file", Text, Agent, null, "PEM file of the certificate's private key."),
        new(
            "broker_tls_ca_file",
            Text,
            Agent,
            null,
            "PEM file of the authorities that certify the brokers of connect_to; with it TLS is offered to them."
        ),
        new(
            "broker_tls_name",
            Text,
            Agent,
            null,
            "Name in the certificates of the brokers of connect_to; unset: the host as written there."
        ),
        new("broker_tls_required", Flag, Agent, "0", "1: a session that would be in clear is refused."),
        new(
            "max_sessions",
            Number,
            Agent,
            "64",
            "Connections of brokers at the same time; a further one takes the place of a suspect session, or is closed."
        )
        {
            Minimum = 1,
            Maximum = 10_000,
        },
        new(
            "max_pending_bytes",
            Number,
            Agent,
            "8388608",
            "Bytes of incomplete events of one session; a longer event is counted and dropped."
        )
        {
            Minimum = 131_072,
            Maximum = 67_108_864,
        },
        new(
            "max_frame_bytes",
            Number,
            Agent,
            "16777216",
            "Bytes of one compression frame, before or after decompression; a longer one counts as damaged."
        )
        {
            Minimum = 131_072,
            Maximum = 100_000_000,
        },
        new(
            "suspect_after",
            Number,
            Agent,
            "300",
            "Seconds of silence after which a session is reported as suspect; 0: never."
        )
        {
            Maximum = 86_400,
        },
        new("close_suspect", Flag, Agent, "0", "1: a suspect session is closed, so that its broker connects again."),
    ];
}
