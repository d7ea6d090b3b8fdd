namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>What the agent has for the TLS extension. Files are PEM and read at each handshake: a renewed one counts at once.</summary>
internal sealed record TlsSettings
{
    /// <summary>The agent's certificate, followed by those that lead to its authority; empty: none.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>The private key of the certificate.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Authorities that certify the brokers to which the agent connects; empty: none, and no TLS to them.</summary>
    public string AuthoritiesFile { get; init; } = "";

    /// <summary>Name in the certificates of those brokers; empty: the host of their address.</summary>
    public string BrokerName { get; init; } = "";

    /// <summary>Whether a session that would go on in clear is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The side that answers the negotiation is the TLS server.</summary>
    public bool CanServe => CertificateFile.Length > 0;

    public bool CanConnect => AuthoritiesFile.Length > 0;
}
