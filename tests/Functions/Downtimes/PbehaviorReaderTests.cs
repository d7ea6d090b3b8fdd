using System.Text.Json;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Tests.Downtimes;

public sealed class PbehaviorReaderTests
{
    [Theory]
    [InlineData("""{"data":[]}""", 1)]
    [InlineData("""{"data":[],"meta":{"page_count":3}}""", 3)]
    [InlineData("""{"data":[],"meta":{"page_count":1e99}}""", null)]
    [InlineData("""{"data":[],"meta":{"page_count":99999999999}}""", null)]
    [InlineData("""{"data":{}}""", null)]
    public void A_list_that_does_not_say_its_pages_is_none(string body, int? pages)
    {
        using var document = JsonDocument.Parse(body);

        Assert.Equal(pages, PbehaviorReader.Page(document.RootElement)?.Pages);
    }
}
