using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Filtering;

/// <summary>Tells one sending process from another across connections, as well as its negotiation allows.</summary>
internal readonly record struct PeerIdentity(string BrokerName, ulong PollerId, string Host)
{
    /// <summary>The older negotiation names nobody: then the host must do.</summary>
    public static PeerIdentity Of(BrokerPeer peer) =>
        peer.BrokerName.Length > 0
            ? new PeerIdentity(peer.BrokerName, peer.PollerId, "")
            : new PeerIdentity("", 0, HostOf(peer.Address));

    private static string HostOf(string address) =>
        address.LastIndexOf(':') is var colon and >= 0 ? address[..colon] : address;
}
