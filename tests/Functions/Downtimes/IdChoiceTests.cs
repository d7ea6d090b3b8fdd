using System.Text.Json;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Tests.Downtimes;

public sealed class IdChoiceTests
{
    [Fact]
    public void A_name_is_compared_exactly_and_the_last_of_several_is_taken()
    {
        var items = Items(
            """[{"_id":"1","name":"Default Maintenance"},{"_id":"2","name":"Default maintenance"},{"_id":"3","name":"Default maintenance"},{"_id":"4","name":"Default maintenance "},{"name":"Default maintenance"},7]"""
        );

        Assert.Equal("3", IdChoice.ByName(items, "Default maintenance"));
        Assert.Null(IdChoice.ByName(items, "Default"));
    }

    [Fact]
    public void Instead_of_a_reason_that_cannot_be_created_the_stock_one_is_taken_or_any()
    {
        Assert.Equal(
            ("2", "Default"),
            IdChoice.Instead(Items("""[{"_id":"1","name":"Other"},{"_id":"2","name":"Default"}]"""))
        );
        Assert.Equal(("1", "Other"), IdChoice.Instead(Items("""[{"_id":"1","name":"Other"}]""")));
        Assert.Null(IdChoice.Instead([]));
    }

    private static List<JsonElement> Items(string json) => [.. JsonDocument.Parse(json).RootElement.EnumerateArray()];
}
