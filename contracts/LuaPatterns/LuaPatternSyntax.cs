namespace Forwarder.Contracts.LuaPatterns;

/// <summary>
/// Finds what is wrong with a pattern without a text to match. Lua itself notices a fault only when matching reaches it,
/// so that a wrong pattern raises for some names and not for others.
/// </summary>
internal static class LuaPatternSyntax
{
    private const int MaxCaptures = 32;

    // Depth of the C matcher (MAXCCALLS): quantifiers, captures and the like nest that deep at most.
    private const int MaxDepth = 200;

    /// <summary>Null for a valid pattern.</summary>
    public static string? FaultIn(ReadOnlySpan<byte> pattern)
    {
        var captures = new List<bool>();
        var depth = 0;
        for (var at = pattern is [(byte)'^', ..] ? 1 : 0; at < pattern.Length; )
        {
            var fault = StepOver(pattern, ref at, captures, ref depth);
            if (fault is not null)
            {
                return fault;
            }
            if (depth >= MaxDepth)
            {
                return "pattern too complex";
            }
        }
        return captures.Contains(true) ? "unfinished capture" : null;
    }

    // captures: true while a capture is open.
    private static string? StepOver(ReadOnlySpan<byte> pattern, ref int at, List<bool> captures, ref int depth)
    {
        switch (pattern[at])
        {
            case (byte)'(':
                depth++;
                at++;
                return Open(pattern, at, captures);
            case (byte)')':
                depth++;
                at++;
                return Close(captures);
            case LuaClass.Escape when at + 1 < pattern.Length:
                switch (pattern[at + 1])
                {
                    case (byte)'b':
                        at += 4;
                        return at > pattern.Length ? "malformed pattern (missing arguments to '%b')" : null;
                    case (byte)'f':
                        at += 2;
                        if (at >= pattern.Length || pattern[at] != '[')
                        {
                            return "missing '[' after '%f' in pattern";
                        }
                        at = LuaClass.EndOf(pattern, at);
                        return at < 0 ? "malformed pattern (missing ']')" : null;
                    case >= (byte)'0' and <= (byte)'9' and var digit:
                        at += 2;
                        var index = digit - '1';
                        return index < 0 || index >= captures.Count || captures[index]
                            ? $"invalid capture index %{(char)digit}"
                            : null;
                }
                break;
        }
        return StepOverItem(pattern, ref at, ref depth);
    }

    private static string? StepOverItem(ReadOnlySpan<byte> pattern, ref int at, ref int depth)
    {
        var isSet = pattern[at] == '[';
        at = LuaClass.EndOf(pattern, at);
        if (at < 0)
        {
            return isSet ? "malformed pattern (missing ']')" : "malformed pattern (ends with '%')";
        }
        if (at < pattern.Length && pattern[at] is (byte)'*' or (byte)'+' or (byte)'-' or (byte)'?')
        {
            depth++;
            at++;
        }
        return null;
    }

    private static string? Open(ReadOnlySpan<byte> pattern, int next, List<bool> captures)
    {
        if (captures.Count == MaxCaptures)
        {
            return "too many captures";
        }
        // "()" captures a position; its closing parenthesis belongs to it.
        captures.Add(true);
        return null;
    }

    private static string? Close(List<bool> captures)
    {
        var open = captures.LastIndexOf(true);
        if (open < 0)
        {
            return "invalid pattern capture";
        }
        captures[open] = false;
        return null;
    }
}
