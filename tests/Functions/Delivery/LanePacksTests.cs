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
    public void An_epoch_that_no_agent_can_have_is_not_believed(string epoch)
    {
        var pack = LanePacks.From(Event($$"""{"pack":1,"epoch":"{{epoch}}","sequence":1,"count":1}"""), "3");

        Assert.StartsWith("#", pack.Key.Epoch, StringComparison.Ordinal);
        Assert.NotEqual("#0f8a", pack.Key.Epoch);
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
