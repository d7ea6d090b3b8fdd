using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Reusable bytes into which JSON is written by hand: the line of a status is mostly copied fragments. Texts are escaped
/// only where JSON demands it, so that what is not a control character, a quote or a backslash stays as it came.
/// </summary>
internal sealed class JsonBuffer
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (byte)code),
        (byte)'"',
        (byte)'\\',
    ]);

    private byte[] bytes = new byte[4096];
    private int length;

    /// <summary>Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Raw(ReadOnlySpan<byte> fragment)
    {
        fragment.CopyTo(Room(fragment.Length));
        length += fragment.Length;
    }

    public void Number(long value)
    {
        value.TryFormat(Room(20), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    public void Number(ulong value)
    {
        value.TryFormat(Room(20), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>The shortest text that reads back as the same number; it must be finite.</summary>
    public void Number(double value)
    {
        value.TryFormat(Room(32), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>A quoted text. What is not UTF-8 becomes U+FFFD.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        Raw("\""u8);
        if (Utf8.IsValid(text))
        {
            Escape(text);
        }
        else
        {
            Escape(Utf8Text.Repaired(text));
        }
        Raw("\""u8);
    }

    /// <summary>The length of the longest beginning of <paramref name="text"/>, whole characters, that escapes to at most this many bytes.</summary>
    public static int Fitting(ReadOnlySpan<byte> text, long escapedBytes)
    {
        var fitting = 0;
        while (fitting < text.Length)
        {
            escapedBytes -= EscapedLength(text[fitting..], out var consumed);
            if (escapedBytes < 0)
            {
                break;
            }
            fitting += consumed;
        }
        return fitting;
    }

    /// <summary>How many bytes <paramref name="text"/> has between the quotes.</summary>
    public static long EscapedLength(ReadOnlySpan<byte> text)
    {
        var escaped = 0L;
        for (var at = 0; at < text.Length; )
        {
            escaped += EscapedLength(text[at..], out var consumed);
            at += consumed;
        }
        return escaped;
    }

    private static int EscapedLength(ReadOnlySpan<byte> text, out int consumed)
    {
        Rune.DecodeFromUtf8(text, out var rune, out consumed);
        return rune.Value switch
        {
            '"' or '\\' or '\n' or '\r' or '\t' => 2,
            < 0x20 => 6,
            _ => rune.Utf8SequenceLength,
        };
    }

    private void Escape(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Escaped) is var at and >= 0)
        {
            Raw(text[..at]);
            EscapeOne(text[at]);
            text = text[(at + 1)..];
        }
        Raw(text);
    }

    private void EscapeOne(byte code)
    {
        switch (code)
        {
            case (byte)'"':
                Raw("\\\""u8);
                break;
            case (byte)'\\':
                Raw("\\\\"u8);
                break;
            case (byte)'\n':
                Raw("\\n"u8);
                break;
            case (byte)'\r':
                Raw("\\r"u8);
                break;
            case (byte)'\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u00"u8);
                code.TryFormat(Room(2), out var written, "x2", CultureInfo.InvariantCulture);
                length += written;
                break;
        }
    }

    private Span<byte> Room(int size)
    {
        if (bytes.Length - length < size)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + size));
        }
        return bytes.AsSpan(length);
    }
}
