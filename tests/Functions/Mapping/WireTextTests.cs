using System.Text;
using System.Text.Json;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Tests.Mapping;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("one line", "one line")]
    [InlineData("", "")]
    [InlineData(@"first\nsecond\nthird", "first")]
    [InlineData(@"first\u000asecond", "first")]
    [InlineData(@"first\u000Asecond", "first")]
    [InlineData(@"\n", "")]
    [InlineData(@"a\\nb", @"a\\nb")]
    [InlineData(@"a\\\nb", @"a\\")]
    [InlineData(@"cr\r\nlf", @"cr\r")]
    [InlineData(@"quote \"" tab \t \u00e9\nrest", @"quote \"" tab \t \u00e9")]
    public void The_short_output_ends_at_the_first_line_break(string text, string first) =>
        Assert.Equal(first, Text(WireText.FirstLine(Bytes(text))));

    [Theory]
    [InlineData("température", 5, "tempé")]
    [InlineData("short", 5, "short")]
    [InlineData("short", 100, "short")]
    [InlineData("short", 0, "")]
    [InlineData("🚀🚀🚀", 2, "🚀🚀")]
    [InlineData(@"\ud83d\ude80\ud83d\ude80x", 1, @"\ud83d\ude80")]
    [InlineData(@"a\u00e9\""b", 3, @"a\u00e9\""")]
    [InlineData(@"\\\\\\", 2, @"\\\\")]
    public void A_limit_counts_characters_not_bytes_or_escapes(string text, int limit, string kept) =>
        Assert.Equal(kept, Text(WireText.Cut(Bytes(text), limit)));

    [Theory]
    [InlineData(@"plain é 🚀", @"plain é 🚀")]
    [InlineData(@"pair \ud83d\ude80 kept", @"pair \ud83d\ude80 kept")]
    [InlineData(@"high \ud83d alone", @"high \ufffd alone")]
    [InlineData(@"low \ude80 alone", @"low \ufffd alone")]
    [InlineData(@"turned \ude80\ud83d", @"turned \ufffd\ufffd")]
    [InlineData(@"high high low \ud83d\uD83D\uDE80", @"high high low \ufffd\uD83D\uDE80")]
    [InlineData(@"no escape \\ud83d", @"no escape \\ud83d")]
    [InlineData(@"at the end \ud83d", @"at the end \ufffd")]
    [InlineData(@"\", @"\")]
    [InlineData(@"\u12", @"\u12")]
    public void Halves_of_surrogate_pairs_are_replaced(string text, string repaired) =>
        Assert.Equal(repaired, Text(WireText.Repair(Bytes(text))));

    [Fact]
    public void Bytes_that_are_not_utf8_are_replaced() =>
        Assert.Equal("a\uFFFDb", Text(WireText.Repair([(byte)'a', 0xff, (byte)'b'])));

    [Fact]
    public void A_clean_line_is_not_copied()
    {
        var line = Bytes(@"""caf\u00e9 🚀""");

        Assert.True(WireText.Repair(line) == line.AsSpan());
    }

    [Fact]
    public void Cutting_agrees_with_decoded_texts()
    {
        var random = new Random(1);
        string[] pieces = ["a", "é", "🚀", @"\n", @"\u000a", @"\\", @"\""", @"\u00e9", @"\ud83d\ude80", " "];
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)])
            );
            var limit = random.Next(10);
            var decoded = Decode(text);

            Assert.Equal(decoded.Split('\n')[0], Decode(Text(WireText.FirstLine(Bytes(text)))));
            Assert.Equal(
                string.Concat(decoded.EnumerateRunes().Take(limit)),
                Decode(Text(WireText.Cut(Bytes(text), limit)))
            );
        }
    }

    private static string Decode(string text) => JsonSerializer.Deserialize<string>($"\"{text}\"")!;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
