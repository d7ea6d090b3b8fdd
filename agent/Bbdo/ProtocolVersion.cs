using System.Globalization;

namespace Forwarder.Agent.Bbdo;

/// <summary>Version of the protocol as a negotiation packet announces it; only the major number must be equal on both sides.</summary>
internal readonly record struct ProtocolVersion(int Major, int Minor, int Patch)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}
