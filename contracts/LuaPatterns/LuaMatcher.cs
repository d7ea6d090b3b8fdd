namespace Forwarder.Contracts.LuaPatterns;

/// <summary>One search of a valid pattern in one text: backtracking, one recursion per quantifier or capture.</summary>
internal ref struct LuaMatcher(ReadOnlySpan<byte> subject, ReadOnlySpan<byte> pattern, int maxSteps)
{
    private const int Position = -2;
    private const int Unfinished = -1;

    private readonly ReadOnlySpan<byte> subject = subject;
    private readonly ReadOnlySpan<byte> pattern = pattern;
    private readonly int[] starts = pattern.Contains((byte)'(') ? new int[32] : [];
    private readonly int[] lengths = pattern.Contains((byte)'(') ? new int[32] : [];
    private int captures;
    private int steps = maxSteps;

    /// <summary>The bound was reached: no answer means anything.</summary>
    public readonly bool IsExhausted => steps <= 0;

    /// <summary>Where a match that starts here ends; -1 when there is none.</summary>
    public int MatchAt(int at)
    {
        captures = 0;
        return Match(at, 0);
    }

    private int Match(int at, int item)
    {
        while (item < pattern.Length)
        {
            if (--steps <= 0)
            {
                return -1;
            }
            switch (pattern[item])
            {
                case (byte)'(':
                    return item + 1 < pattern.Length && pattern[item + 1] == ')'
                        ? Open(at, item + 2, Position)
                        : Open(at, item + 1, Unfinished);
                case (byte)')':
                    return Close(at, item + 1);
                case (byte)'$' when item + 1 == pattern.Length:
                    return at == subject.Length ? at : -1;
                case LuaClass.Escape when pattern[item + 1] == 'b':
                    at = Balance(at, pattern[item + 2], pattern[item + 3]);
                    item += 4;
                    break;
                case LuaClass.Escape when pattern[item + 1] == 'f':
                    var end = LuaClass.EndOf(pattern, item + 2);
                    at = IsFrontier(at, pattern[(item + 3)..(end - 1)]) ? at : -1;
                    item = end;
                    break;
                case LuaClass.Escape when char.IsAsciiDigit((char)pattern[item + 1]):
                    at = BackReference(at, pattern[item + 1] - '1');
                    item += 2;
                    break;
                default:
                    if (MatchItem(ref at, ref item) is { } result)
                    {
                        return result;
                    }
                    break;
            }
            if (at < 0)
            {
                return -1;
            }
        }
        return at;
    }

    // Null: go on with the next item.
    private int? MatchItem(ref int at, ref int item)
    {
        var end = LuaClass.EndOf(pattern, item);
        var isSingle = IsSingle(at, item, end);
        switch (end < pattern.Length ? pattern[end] : (byte)0)
        {
            case (byte)'?':
                if (isSingle && Match(at + 1, end + 1) is >= 0 and var withIt)
                {
                    return withIt;
                }
                item = end + 1;
                return null;
            case (byte)'+':
                return isSingle ? MatchMost(at + 1, item, end) : -1;
            case (byte)'*':
                return MatchMost(at, item, end);
            case (byte)'-':
                return MatchLeast(at, item, end);
            default:
                at = isSingle ? at + 1 : -1;
                item = end;
                return null;
        }
    }

    private readonly bool IsSingle(int at, int item, int end) =>
        at < subject.Length && LuaClass.Matches(subject[at], pattern, item, end);

    private int MatchMost(int at, int item, int end)
    {
        var most = at;
        while (IsSingle(most, item, end) && --steps > 0)
        {
            most++;
        }
        for (; most >= at && steps > 0; most--)
        {
            if (Match(most, end + 1) is >= 0 and var result)
            {
                return result;
            }
        }
        return -1;
    }

    private int MatchLeast(int at, int item, int end)
    {
        while (steps > 0)
        {
            if (Match(at, end + 1) is >= 0 and var result)
            {
                return result;
            }
            if (!IsSingle(at, item, end))
            {
                break;
            }
            at++;
        }
        return -1;
    }

    private int Open(int at, int item, int length)
    {
        starts[captures] = at;
        lengths[captures] = length;
        captures++;
        var result = Match(at, item);
        if (result < 0)
        {
            captures--;
        }
        return result;
    }

    private int Close(int at, int item)
    {
        var open = lengths.AsSpan(0, captures).LastIndexOf(Unfinished);
        lengths[open] = at - starts[open];
        var result = Match(at, item);
        if (result < 0)
        {
            lengths[open] = Unfinished;
        }
        return result;
    }

    private readonly int BackReference(int at, int capture)
    {
        // A position has no text to repeat.
        if (lengths[capture] < 0)
        {
            return -1;
        }
        var repeated = subject.Slice(starts[capture], lengths[capture]);
        return subject[at..].StartsWith(repeated) ? at + repeated.Length : -1;
    }

    private int Balance(int at, byte opening, byte closing)
    {
        if (at >= subject.Length || subject[at] != opening)
        {
            return -1;
        }
        var depth = 1;
        for (at++; at < subject.Length && --steps > 0; at++)
        {
            if (subject[at] == closing)
            {
                if (--depth == 0)
                {
                    return at + 1;
                }
            }
            else if (subject[at] == opening)
            {
                depth++;
            }
        }
        return -1;
    }

    // The ends of the text count as a zero byte.
    private readonly bool IsFrontier(int at, ReadOnlySpan<byte> set) =>
        !LuaClass.IsInSet(at == 0 ? (byte)0 : subject[at - 1], set)
        && LuaClass.IsInSet(at < subject.Length ? subject[at] : (byte)0, set);
}
