namespace Forwarder.Functions.Canopsis;

/// <summary>A host has no address that may be connected to.</summary>
internal sealed class ForbiddenAddressException(string host)
    : IOException(
        $"{host} is at a loopback or link-local address, or at one of Azure's own; for Canopsis or a proxy on such an address set allow_private_host=1"
    );
