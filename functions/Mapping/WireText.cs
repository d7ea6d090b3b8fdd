using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Forwarder.Functions.Mapping;

/// <summary>
/// Works on the content of JSON strings as it stands on the wire, escapes included, so that texts are cut and copied without decoding.
/// Every input is valid JSON string content in valid UTF-8 (see <see cref="Repair"/>), and so is every output.
/// </summary>
internal static class WireText
{
    private const int UnicodeEscapeBytes = 6;

    /// <summary>Everything before the first line break (decision 14).</summary>
    public static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        var end = NextLineBreak(text, out _);
        return end < 0 ? text : text[..end];
    }

    /// <summary>Index of the next line feed's escape and its length in bytes, or -1.</summary>
    public static int NextLineBreak(ReadOnlySpan<byte> text, out int escapeBytes)
    {
        var at = 0;
        while (text[at..].IndexOf((byte)'\\') is >= 0 and var plain)
        {
            at += plain;
            escapeBytes = EscapeBytes(text[at..]);
            if (text[at + 1] == (byte)'n' || (escapeBytes == UnicodeEscapeBytes && CodeUnit(text[at..]) == '\n'))
            {
                return at;
            }
            at += escapeBytes;
        }
        escapeBytes = 0;
        return -1;
    }

    /// <summary>The first <paramref name="limit"/> Unicode code points.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, long limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }
        var at = 0;
        for (long count = 0; count < limit && at < text.Length; count++)
        {
            at += CodePointBytes(text[at..]);
        }
        return text[..at];
    }

    /// <summary>Byte order of the decoded texts.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Contains((byte)'\\') || right.Contains((byte)'\\')
            ? Decode(left).AsSpan().SequenceCompareTo(Decode(right))
            : left.SequenceCompareTo(right);

    /// <summary>Reads exactly these digits; the framework's parsers also accept trailing NUL bytes.</summary>
    public static bool TryHexadecimal(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
            value = (value << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return true;
    }

    /// <summary>
    /// A line in which invalid UTF-8 and halves of surrogate pairs are replaced by U+FFFD: the broker passes on whatever bytes a plugin printed,
    /// and one such text would make a whole request unreadable. Gives the line itself when there is nothing to repair, at the cost of two
    /// vectorised searches.
    /// </summary>
    public static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        }
        return line.IndexOf("\\u"u8) < 0 ? line : WithoutHalfPairs(line);
    }

    private static ReadOnlySpan<byte> WithoutHalfPairs(ReadOnlySpan<byte> line)
    {
        byte[]? repaired = null;
        var at = 0;
        while (line[at..].IndexOf((byte)'\\') is >= 0 and var plain)
        {
            at += plain;
            var rest = line[at..];
            var bytes = Math.Min(EscapeBytes(rest), rest.Length);
            if (bytes == UnicodeEscapeBytes && char.IsSurrogate(CodeUnit(rest)))
            {
                bytes = CodePointBytes(rest);
                if (bytes == UnicodeEscapeBytes)
                {
                    repaired ??= line.ToArray();
                    "\\ufffd"u8.CopyTo(repaired.AsSpan(at));
                }
            }
            at += bytes;
        }
        return repaired ?? line;
    }

    private static int CodePointBytes(ReadOnlySpan<byte> text)
    {
        if (text[0] != (byte)'\\')
        {
            return Rune.DecodeFromUtf8(text, out _, out var bytes) == OperationStatus.Done ? bytes : 1;
        }
        var escape = EscapeBytes(text);
        var isPair =
            escape == UnicodeEscapeBytes
            && char.IsHighSurrogate(CodeUnit(text))
            && text.Length >= 2 * UnicodeEscapeBytes
            && text[UnicodeEscapeBytes..].StartsWith("\\u"u8)
            && char.IsLowSurrogate(CodeUnit(text[UnicodeEscapeBytes..]));
        return isPair ? 2 * UnicodeEscapeBytes : escape;
    }

    private static int EscapeBytes(ReadOnlySpan<byte> escape) =>
        escape.Length >= UnicodeEscapeBytes && escape[1] == (byte)'u' ? UnicodeEscapeBytes : 2;

    private static char CodeUnit(ReadOnlySpan<byte> unicodeEscape) =>
        TryHexadecimal(unicodeEscape.Slice(2, 4), out var value) ? (char)value : '\0';

    /// <summary>The decoded text.</summary>
    public static string ToText(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(Decode(text));

    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        byte[] quoted = [(byte)'"', .. text, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var decoded = new byte[text.Length];
        return decoded[..reader.CopyString(decoded)];
    }
}
