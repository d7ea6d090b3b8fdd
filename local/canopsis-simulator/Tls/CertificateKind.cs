namespace Forwarder.Simulator.Tls;

/// <summary>What the server shows when it speaks TLS.</summary>
internal enum CertificateKind
{
    /// <summary>No TLS at all.</summary>
    None,

    /// <summary>Signed by an authority of its own, for <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    Signed,

    /// <summary>As a new Canopsis makes one: its own signature, a common name, no alternative names, 730 days.</summary>
    SelfSigned,

    /// <summary>As <see cref="Signed"/>, but its time is over.</summary>
    Expired,

    /// <summary>As <see cref="Signed"/>, but for another host.</summary>
    WrongName,
}
