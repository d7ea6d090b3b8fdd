using System.Security.Cryptography;

namespace Forwarder.Functions.Delivery;

/// <summary>A pack without a usable header: its bytes say which pack it is, as an epoch of its own.</summary>
internal static class UnreadablePack
{
    /// <summary>Epochs of agents that hold it are not believed.</summary>
    public const char Mark = '#';

    public static PackKey Key(ReadOnlySpan<byte> body) =>
        new($"{Mark}{Convert.ToHexStringLower(SHA256.HashData(body))[..32]}", 0);

    public static bool Is(string epoch) => epoch.StartsWith(Mark);
}
