namespace Forwarder.Agent.Bbdo;

/// <summary>Names of the extensions as negotiation packets list them, compared exactly (bbdo 2.3).</summary>
internal static class Extension
{
    public const string Tls = "TLS";
    public const string Compression = "COMPRESSION";
}
