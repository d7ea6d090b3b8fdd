using System.Globalization;

namespace Forwarder.Agent.Bbdo;

/// <summary>Numbers written as text in legacy events: usually six decimals (<c>5.000000</c>), scientific in older senders.</summary>
internal static class DecimalText
{
    // Up to this many digits the digits and the power of ten are exact doubles, and so is the rounding of their quotient.
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen =
    [
        1e0,
        1e1,
        1e2,
        1e3,
        1e4,
        1e5,
        1e6,
        1e7,
        1e8,
        1e9,
        1e10,
        1e11,
        1e12,
        1e13,
        1e14,
        1e15,
    ];

    /// <summary>The number; 0 for a text that is none, as the sender's own reader has it.</summary>
    public static double Parse(ReadOnlySpan<byte> text)
    {
        long digits = 0;
        int decimals = -1;
        int start = text.Length > 0 && text[0] == '-' ? 1 : 0;
        if (text.Length - start > ExactDigits)
        {
            return ParseUnusual(text);
        }

        foreach (byte character in text[start..])
        {
            if (character is >= (byte)'0' and <= (byte)'9')
            {
                digits = (digits * 10) + (character - '0');
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (character == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return ParseUnusual(text);
            }
        }

        double value = digits / PowersOfTen[Math.Max(decimals, 0)];
        return start == 1 ? -value : value;
    }

    private static double ParseUnusual(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (unsigned.StartsWith("inf"u8))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (unsigned.StartsWith("nan"u8))
        {
            return double.NaN;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 0;
    }
}
