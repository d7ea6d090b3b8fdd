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
    public static long Number(ReadOnlySpan<byte> value)
    {
        var digits = Integer(value, "0"u8);
        if (Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length)
        {
            return number;
        }
        // All-ones times of the legacy encoding: unsigned 64 bits.
        return Utf8Parser.TryParse(digits, out ulong unsigned, out used) && used == digits.Length
            ? unchecked((long)unsigned)
            : throw new MalformedEventException("A number is too large.");
    }

    private static bool IsNull(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8);
}
