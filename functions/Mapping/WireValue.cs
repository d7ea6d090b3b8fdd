using System.Buffers.Text;

namespace Forwarder.Functions.Mapping;

/// <summary>Reads one JSON value of an event line by the type that the field must have. Absent values and null are the type's default.</summary>
internal static class WireValue
{
    /// <summary>The content between the quotes, escapes untouched.</summary>
    /// <exception cref="MalformedEventException">The value is no string.</exception>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || IsNull(value))
        {
            return default;
        }
        return value[0] == (byte)'"'
            ? value[1..^1]
            : throw new MalformedEventException("A text field holds something else.");
    }

    /// <summary>The digits of an integer, or <paramref name="absent"/>; always a valid JSON number.</summary>
    /// <exception cref="MalformedEventException">The value is no integer.</exception>
    public static ReadOnlySpan<byte> Integer(ReadOnlySpan<byte> value, ReadOnlySpan<byte> absent)
    {
        if (value.IsEmpty || IsNull(value))
        {
            return absent;
        }
        var digits = value[0] == (byte)'-' ? value[1..] : value;
        return
            digits.IsEmpty
            || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || (digits.Length > 1 && digits[0] == (byte)'0')
            ? throw new MalformedEventException("A number field holds something else.")
            : value;
    }

    /// <summary>The integer; 0 when absent.</summary>
    /// <exception cref="MalformedEventException">The value is no integer of 64 bits.</exception>
    public static long Number(ReadOnlySpan<byte> value) =>
        TryNumber(Integer(value, "0"u8), out var number)
            ? number
            : throw new MalformedEventException("A number is too large.");

    /// <summary>As <see cref="Number"/>; false for anything but an integer of 64 bits.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        if (Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length)
        {
            return true;
        }
        // All-ones times of the legacy encoding: unsigned 64 bits.
        var isUnsigned = Utf8Parser.TryParse(digits, out ulong unsigned, out used) && used == digits.Length;
        number = unchecked((long)unsigned);
        return isUnsigned;
    }

    /// <summary>A string, number, true or false as it stands: always one valid JSON value.</summary>
    /// <exception cref="MalformedEventException">The value is something else.</exception>
    public static ReadOnlySpan<byte> Scalar(ReadOnlySpan<byte> value) =>
        value[0] == (byte)'"' || IsTrue(value) || value.SequenceEqual("false"u8) || IsNumber(value)
            ? value
            : throw new MalformedEventException("A field holds no single value.");

    /// <summary>Whether the text is one JSON number.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var rest = text is [(byte)'-', ..] ? text[1..] : text;
        if (rest is [] or [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] || !TrySkipDigits(ref rest))
        {
            return false;
        }
        if (rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            if (!TrySkipDigits(ref rest))
            {
                return false;
            }
        }
        if (rest is [(byte)'e' or (byte)'E', ..])
        {
            rest = rest is [_, (byte)'+' or (byte)'-', ..] ? rest[2..] : rest[1..];
            return TrySkipDigits(ref rest) && rest.IsEmpty;
        }
        return rest.IsEmpty;
    }

    private static bool TrySkipDigits(ref ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        text = text[digits..];
        return digits > 0;
    }

    /// <summary>Whether a time says anything: absent, 0 and all ones, in 32 or 64 bits, mean "not set".</summary>
    public static bool IsTimeSet(ReadOnlySpan<byte> value) => Number(value) is not (0 or -1 or uint.MaxValue);

    public static bool IsTrue(ReadOnlySpan<byte> value) => value.SequenceEqual("true"u8);

    private static bool IsNull(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8);
}
