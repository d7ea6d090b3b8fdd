using Forwarder.Functions.ForwardEvents;

namespace Forwarder.Functions.Tests.ForwardEvents;

public sealed class RehearsalTests
{
    [Fact]
    public async Task The_rehearsal_goes_the_whole_way_of_an_event()
    {
        Assert.True(await Rehearsal.RunAsync(TimeProvider.System));
    }
}
