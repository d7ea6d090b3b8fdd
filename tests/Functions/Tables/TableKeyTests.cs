using Forwarder.Functions.Tables;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Functions.Tests.Tables;

public sealed class TableKeyTests
{
    [Theory]
    [InlineData("acme.central", "acme.central")]
    [InlineData("!unknown-3", "!unknown-3")]
    [InlineData("a/b\\c#d?e", "a=2Fb=5Cc=23d=3Fe")]
    [InlineData("é=% '\n", "=C3=A9=3D=25=20=27=0A")]
    [InlineData("", "")]
    public void Bytes_that_keys_forbid_are_written_in_hexadecimal(string text, string key)
    {
        Assert.Equal(key, TableKey.Encode(text));
        Assert.Equal(text, TableKey.Decode(key));
    }

    [Fact]
    public void Every_text_gives_a_legal_key_and_short_ones_come_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<UnicodeString>(),
                text =>
                {
                    var key = TableKey.Encode(text.Get);
                    return TableKey.IsLegal(key) && (key.Contains("=-") || TableKey.Decode(key) == Utf8(text.Get));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Long_texts_keep_their_start_and_stay_different()
    {
        var first = TableKey.Encode(new string('x', 2000) + "1");
        var second = TableKey.Encode(new string('x', 2000) + "2");

        Assert.True(TableKey.IsLegal(first));
        Assert.StartsWith("xxxx", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Null(TableKey.Decode(first));
    }

    // Lone surrogates become the replacement character.
    private static string Utf8(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
