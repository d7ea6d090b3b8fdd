namespace Forwarder.Contracts.LuaPatterns;

/// <summary>Single items of a pattern: characters, classes such as <c>%a</c>, sets in brackets. Accented letters are no letters.</summary>
internal static class LuaClass
{
    public const byte Escape = (byte)'%';

    /// <summary>Where the item at <paramref name="at"/> ends; -1 when it does not.</summary>
    public static int EndOf(ReadOnlySpan<byte> pattern, int at)
    {
        var first = pattern[at++];
        if (first == Escape)
        {
            return at < pattern.Length ? at + 1 : -1;
        }
        return first == '[' ? EndOfSet(pattern, at) : at;
    }

    /// <summary>Whether <paramref name="code"/> is what the item, which ends at <paramref name="end"/>, stands for.</summary>
    public static bool Matches(byte code, ReadOnlySpan<byte> pattern, int at, int end) =>
        pattern[at] switch
        {
            (byte)'.' => true,
            Escape => IsOfClass(code, pattern[at + 1]),
            (byte)'[' => IsInSet(code, pattern[(at + 1)..(end - 1)]),
            var literal => literal == code,
        };

    /// <summary>Whether <paramref name="code"/> is in the set with this content, brackets left out.</summary>
    public static bool IsInSet(byte code, ReadOnlySpan<byte> set)
    {
        var isComplement = set is [(byte)'^', ..];
        for (var at = isComplement ? 1 : 0; at < set.Length; at++)
        {
            if (set[at] == Escape)
            {
                at++;
                if (IsOfClass(code, set[at]))
                {
                    return !isComplement;
                }
            }
            else if (at + 2 < set.Length && set[at + 1] == '-')
            {
                if (set[at] <= code && code <= set[at + 2])
                {
                    return !isComplement;
                }
                at += 2;
            }
            else if (set[at] == code)
            {
                return !isComplement;
            }
        }
        return isComplement;
    }

    // A bracket that comes first in a set is a member of it.
    private static int EndOfSet(ReadOnlySpan<byte> pattern, int at)
    {
        if (at < pattern.Length && pattern[at] == '^')
        {
            at++;
        }
        do
        {
            if (at >= pattern.Length)
            {
                return -1;
            }
            at += pattern[at] == Escape ? 2 : 1;
        } while (at >= pattern.Length || pattern[at] != ']');
        return at + 1;
    }

    // An upper-case letter is the complement; anything that is no class stands for itself.
    private static bool IsOfClass(byte code, byte name)
    {
        var character = (char)code;
        bool? isOf = (char)(name | 0x20) switch
        {
            'a' => char.IsAsciiLetter(character),
            'c' => code < 0x20 || code == 0x7F,
            'd' => char.IsAsciiDigit(character),
            'g' => code is > 0x20 and < 0x7F,
            'l' => char.IsAsciiLetterLower(character),
            'p' => code is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit(character),
            's' => code is 0x20 or (>= 0x09 and <= 0x0D),
            'u' => char.IsAsciiLetterUpper(character),
            'w' => char.IsAsciiLetterOrDigit(character),
            'x' => char.IsAsciiHexDigit(character),
            'z' => code == 0,
            _ => null,
        };
        if (isOf is null || !char.IsAsciiLetter((char)name))
        {
            return name == code;
        }
        return char.IsAsciiLetterUpper((char)name) != isOf;
    }
}
