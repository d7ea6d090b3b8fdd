using System.Text;
using System.Text.Unicode;

namespace Forwarder.Agent.Inventory;

/// <summary>Texts of the wire, which may be anything, as valid UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>The text with everything that is not UTF-8 replaced by U+FFFD.</summary>
    public static byte[] Repaired(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>Valid UTF-8.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? text : Repaired(text);

    /// <summary>The beginning of valid UTF-8, at most this many bytes, cut between characters.</summary>
    public static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> text, int bytes)
    {
        if (text.Length <= bytes)
        {
            return text;
        }
        while (bytes > 0 && (text[bytes] & 0xC0) == 0x80)
        {
            bytes--;
        }
        return text[..bytes];
    }
}
