using System.Net;

namespace Forwarder.Agent.Bbdo;

/// <summary>Where brokers are awaited, and which.</summary>
/// <param name="EndPoint">Where to listen; port 0 takes a free one.</param>
internal sealed record ListenerSettings(IPEndPoint EndPoint)
{
    /// <summary>Sessions at the same time; further connections are closed at once.</summary>
    public int MaxSessions { get; init; } = 64;

    /// <summary>Networks from which brokers may come; none: from everywhere.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    public bool Allows(IPAddress peer)
    {
        IPAddress address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return AllowedNetworks.Count == 0 || AllowedNetworks.Any(network => network.Contains(address));
    }
}
