using System.IO.Compression;
using System.Text;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class LanePacksTests
{
    [Theory]
    [InlineData("#0f8a")]
    [InlineData("!redrive")]
    [InlineData("\\ud800")]
    [InlineData("\u00ff")]
    [InlineData("\\u0000")]
    [InlineData("0f8a\\\"")]
    [InlineData("0f8a_")]
    [InlineData("0f8a!redrive")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void An_epoch_that_no_agent_can_have_is_not_believed(string epoch)
    {
        var pack = LanePacks.From(Event($$"""{"pack":1,"epoch":"{{epoch}}","sequence":1,"count":1}"""), "3");

        Assert.StartsWith("#", pack.Key.Epoch, StringComparison.Ordinal);
        Assert.NotEqual("#0f8a", pack.Key.Epoch);
    }

    [Theory]
    [InlineData("0f8a5c3e6a0b4f519a5e0c8f6f0f7a11")]
    [InlineData("Test-1")]
    public void An_epoch_of_letters_and_digits_is_believed(string epoch)
    {
        var pack = LanePacks.From(Event($$"""{"pack":1,"epoch":"{{epoch}}","sequence":7,"count":3}"""), "3");

        Assert.Equal((new PackKey(epoch, 7), 3), (pack.Key, pack.Label.Lines));
    }

    [Fact]
    public void A_header_that_promises_more_lines_than_a_pack_can_hold_counts_none()
    {
        var pack = LanePacks.From(Event("""{"pack":1,"epoch":"0f8a","sequence":7,"count":8000000}"""), "3");

        Assert.Equal(0, pack.Label.Lines);
        Assert.StartsWith("#", pack.Key.Epoch, StringComparison.Ordinal);
    }

    // As Latin-1: what is above ASCII is no UTF-8 then.
    private static HubEvent Event(string header)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.Latin1.GetBytes(header + "\n{}\n"));
        }
        return new HubEvent { Body = body.ToArray(), SequenceNumber = 1 };
    }
}
