namespace Forwarder.EndToEnd.Tests;

/// <summary>The count of events in equals the count out, whatever is killed on the way.</summary>
public sealed class NothingIsLostTests
{
    [Fact]
    public async Task Every_event_of_a_burst_is_delivered_once()
    {
        var line = await Demo.RunAsync("--events", "20000", "--rtt", "20");
        Assert.Equal(0, line.GetProperty("lost").GetInt64());
        Assert.Equal(20_000, line.GetProperty("delivered").GetInt64());
        Assert.Equal(0, line.GetProperty("duplicates").GetInt64());
        Assert.Equal(0, line.GetProperty("out_of_order").GetInt64());
    }

    [Fact]
    public async Task The_agent_killed_in_the_middle_loses_nothing()
    {
        var line = await Demo.RunAsync("--events", "20000", "--kill-agent");
        Assert.Equal(0, line.GetProperty("out_of_order").GetInt64());
        Assert.Equal(0, line.GetProperty("lost").GetInt64());
        Assert.Equal(20_000, line.GetProperty("delivered").GetInt64());
    }
}
