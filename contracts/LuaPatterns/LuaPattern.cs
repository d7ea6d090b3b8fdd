using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Forwarder.Contracts.LuaPatterns;

/// <summary>
/// A Lua pattern, as the reference connector's name filters and group macros use them (stream-connector 1.9). It is not a
/// regular expression: no alternation, <c>%</c> escapes, quantifiers on single items only. Matching is on bytes.
/// </summary>
/// <remarks>
/// Behaves as the matcher of Lua 5.3 and 5.4 in the C locale. A pattern is validated as a whole when it is read, so that
/// matching cannot fail half-way; it takes a bounded number of steps, because a few quantifiers in a row make the time
/// grow with a high power of the length.
/// </remarks>
public sealed class LuaPattern
{
    /// <summary>Steps after which a match is given up; names take some hundred.</summary>
    public const int DefaultMaxSteps = 100_000;

    private readonly byte[] pattern;

    private LuaPattern(string text)
    {
        Text = text;
        pattern = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>As the operator wrote it.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern; <paramref name="fault"/> says in Lua's words what is wrong with an invalid one.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out LuaPattern? pattern,
        [NotNullWhen(false)] out string? fault
    )
    {
        fault = LuaPatternSyntax.FaultIn(Encoding.UTF8.GetBytes(text));
        pattern = fault is null ? new LuaPattern(text) : null;
        return fault is null;
    }

    /// <summary>Whether the pattern occurs in the text, anywhere unless it is anchored with <c>^</c>.</summary>
    public LuaMatch Match(ReadOnlySpan<byte> subject, int maxSteps = DefaultMaxSteps) =>
        Find(subject, 0, maxSteps, out _, out _);

    /// <summary>The first occurrence at or behind <paramref name="from"/>.</summary>
    public LuaMatch Find(ReadOnlySpan<byte> subject, int from, int maxSteps, out int start, out int length)
    {
        var isAnchored = pattern is [(byte)'^', ..];
        var matcher = new LuaMatcher(subject, isAnchored ? pattern.AsSpan(1) : pattern, maxSteps);
        for (start = from; start <= subject.Length; start++)
        {
            var end = matcher.MatchAt(start);
            if (matcher.IsExhausted)
            {
                break;
            }
            if (end >= 0)
            {
                length = end - start;
                return LuaMatch.Found;
            }
            if (isAnchored)
            {
                break;
            }
        }
        length = 0;
        return matcher.IsExhausted ? LuaMatch.Undecided : LuaMatch.NotFound;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
