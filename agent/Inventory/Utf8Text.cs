using System.Text;
using System.Text.Unicode;

namespace Forwarder.Agent.Inventory;

/// <summary>Texts of the wire as the inventory keeps them: valid UTF-8 of bounded length.</summary>
internal static class Utf8Text
{
    /// <summary>Beyond this a name, note or URL is cut: Centreon allows 2,048 characters at most.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The text with everything that is not UTF-8 replaced by U+FFFD.</summary>
    public static byte[] Repaired(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>Valid UTF-8 of at most <see cref="MaxBytes"/>, cut between characters.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text)
    {
        var clean = Utf8.IsValid(text) ? text : Repaired(text);
        return clean.Length <= MaxBytes ? clean : clean[..CharacterBoundary(clean, MaxBytes)];
    }

    private static int CharacterBoundary(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && (text[at] & 0xC0) == 0x80)
        {
            at--;
        }
        return at;
    }
}
