using System.Text;
using Forwarder.Contracts.LuaPatterns;

namespace Forwarder.Contracts.Tests.LuaPatterns;

/// <summary>The rules of Lua's matcher (stream-connector 1.9); positions count bytes from 0.</summary>
public sealed class LuaPatternTests
{
    [Theory]
    [InlineData("", "anything", 0, 0)]
    [InlineData("", "", 0, 0)]
    [InlineData("lo", "hello", 3, 2)]
    [InlineData("l+", "hello", 2, 2)]
    [InlineData("l*", "hello", 0, 0)]
    [InlineData("^hel", "hello", 0, 3)]
    [InlineData("lo$", "hello", 3, 2)]
    [InlineData("l$l", "al$l", 1, 3)]
    [InlineData("a^b", "xa^b", 1, 3)]
    [InlineData(".*b", "aaab", 0, 4)]
    [InlineData(".-b", "aabab", 0, 3)]
    [InlineData("aa?b", "xab", 1, 2)]
    [InlineData("a?a?aa", "aaa", 0, 3)]
    [InlineData("srv%-paris", "srv-paris-01", 0, 9)]
    [InlineData("%d%d?%d", "x42", 1, 2)]
    [InlineData("%u%l+", "der Wagen", 4, 5)]
    [InlineData("%x+", "zz0fG", 2, 2)]
    [InlineData("[%w_]+", "--ab_1--", 2, 4)]
    [InlineData("[^%s]+", "  x y", 2, 1)]
    [InlineData("[a-c]+", "xxabcd", 2, 3)]
    [InlineData("[]]", "a]", 1, 1)]
    [InlineData("[^]]", "]a", 1, 1)]
    [InlineData("[a-]+", "x-a-", 1, 3)]
    [InlineData("[%]%a]+", "1]a2", 1, 2)]
    [InlineData("%b()", "f(a,b(c))d", 1, 8)]
    [InlineData("%f[%a]%a+%f[%A]", "THE (quick) fox", 0, 3)]
    [InlineData("%f[%d]%d+", "ab 12", 3, 2)]
    [InlineData("%f[%z]", "ab", 2, 0)]
    [InlineData("(['\"])(.-)%1", "say 'a\"b'", 4, 5)]
    [InlineData("()a()", "ba", 1, 1)]
    [InlineData("%p%P", "a.b", 1, 2)]
    [InlineData("%%", "5%", 1, 1)]
    [InlineData("%.", "a.b", 1, 1)]
    [InlineData("*a", "b*a", 1, 2)]
    [InlineData("%bxy*", "xay*", 0, 4)]
    [InlineData("é", "café", 3, 2)]
    [InlineData("[é]", "è", 0, 1)]
    public void A_pattern_is_found(string pattern, string subject, int start, int length)
    {
        Assert.Equal(LuaMatch.Found, Find(pattern, subject, out var foundStart, out var foundLength));
        Assert.Equal(start, foundStart);
        Assert.Equal(length, foundLength);
    }

    [Theory]
    [InlineData("srv-paris", "srv-paris-01")]
    [InlineData("^lo", "hello")]
    [InlineData("hel$", "hello")]
    [InlineData("%a", "é")]
    [InlineData("a|b", "ab")]
    [InlineData("%d+%.%d", "12.")]
    [InlineData("[^%d]", "123")]
    [InlineData("()%1", "aa")]
    [InlineData("%f[%w]x", "ax")]
    [InlineData(".", "")]
    public void A_pattern_is_not_found(string pattern, string subject) =>
        Assert.Equal(LuaMatch.NotFound, Find(pattern, subject, out _, out _));

    [Theory]
    [InlineData("%", "malformed pattern (ends with '%')")]
    [InlineData("a%", "malformed pattern (ends with '%')")]
    [InlineData("srv[paris", "malformed pattern (missing ']')")]
    [InlineData("[]", "malformed pattern (missing ']')")]
    [InlineData("[^]", "malformed pattern (missing ']')")]
    [InlineData("[a%", "malformed pattern (missing ']')")]
    [InlineData("%b", "malformed pattern (missing arguments to '%b')")]
    [InlineData("%bx", "malformed pattern (missing arguments to '%b')")]
    [InlineData("%fa", "missing '[' after '%f' in pattern")]
    [InlineData("%f", "missing '[' after '%f' in pattern")]
    [InlineData("%f[a", "malformed pattern (missing ']')")]
    [InlineData("(a", "unfinished capture")]
    [InlineData("a)", "invalid pattern capture")]
    [InlineData("%1", "invalid capture index %1")]
    [InlineData("%0", "invalid capture index %0")]
    [InlineData("(a%1)", "invalid capture index %1")]
    public void An_invalid_pattern_is_refused_in_Luas_words(string pattern, string fault)
    {
        Assert.False(LuaPattern.TryParse(pattern, out _, out var actual));
        Assert.Equal(fault, actual);
    }

    [Fact]
    public void Lua_limits_captures_and_depth()
    {
        Assert.True(LuaPattern.TryParse(string.Concat(Enumerable.Repeat("()", 32)), out _, out _));
        Assert.False(LuaPattern.TryParse(string.Concat(Enumerable.Repeat("()", 33)), out _, out var tooMany));
        Assert.Equal("too many captures", tooMany);
        Assert.False(LuaPattern.TryParse(string.Concat(Enumerable.Repeat("a?", 250)), out _, out var tooDeep));
        Assert.Equal("pattern too complex", tooDeep);
    }

    [Fact]
    public void A_search_that_explodes_is_given_up()
    {
        var pattern = string.Concat(Enumerable.Repeat(".-", 20)) + "x";

        Assert.Equal(LuaMatch.Undecided, Find(pattern, new string('a', 2000), out _, out _));
        Assert.Equal(LuaMatch.NotFound, Find(".*.*x", new string('a', 60), out _, out _));
    }

    [Fact]
    public void A_search_can_go_on_behind_the_last_occurrence()
    {
        Assert.True(LuaPattern.TryParse("[^,]+", out var pattern, out _));
        var subject = "a,,bc"u8;

        Assert.Equal(
            LuaMatch.Found,
            pattern.Find(subject, 1, LuaPattern.DefaultMaxSteps, out var start, out var length)
        );
        Assert.Equal((3, 2), (start, length));
        Assert.Equal(LuaMatch.NotFound, pattern.Find(subject, 5, LuaPattern.DefaultMaxSteps, out _, out _));
    }

    private static LuaMatch Find(string pattern, string subject, out int start, out int length)
    {
        Assert.True(LuaPattern.TryParse(pattern, out var parsed, out var fault), fault);
        return parsed.Find(Encoding.UTF8.GetBytes(subject), 0, LuaPattern.DefaultMaxSteps, out start, out length);
    }
}
