using System.Net;
using System.Net.Sockets;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// Addresses that no customer's parameters may lead to: the app's own host, its neighbours on the link, and what gives out identities there. Private
/// networks are none of them: that is where Canopsis often is.
/// </summary>
internal static class GuardedAddress
{
    // Serves every Azure virtual machine: names, health, agents' secrets.
    private static readonly IPAddress Platform = IPAddress.Parse("168.63.129.16");

    private static readonly IPAddress? IdentityEndpoint = AddressIn(
        Environment.GetEnvironmentVariable("IDENTITY_ENDPOINT")
    );

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain)
            || plain.Equals(IPAddress.Any)
            || plain.Equals(IPAddress.IPv6Any)
            || plain.IsIPv6LinkLocal
            || IsLinkLocal(plain)
            || plain.Equals(Platform)
            || plain.Equals(IdentityEndpoint);
    }

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..] or [0, ..];

    private static IPAddress? AddressIn(string? uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var endpoint)
        && IPAddress.TryParse(endpoint.DnsSafeHost, out var address)
            ? address
            : null;
}
