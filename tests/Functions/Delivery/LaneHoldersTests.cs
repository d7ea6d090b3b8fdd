using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class LaneHoldersTests
{
    [Fact]
    public void Who_is_at_work_in_this_process_is_known()
    {
        var holders = new LaneHolders("here", _ => true);
        var first = holders.Enter();
        var second = holders.Enter();

        Assert.NotEqual(first, second);
        Assert.Equal(HolderFate.Unknown, holders.FateOf(first));
        holders.Leave(first);
        Assert.Equal(HolderFate.Abandoned, holders.FateOf(first));
    }

    [Fact]
    public void Whose_run_ended_unforeseen_is_known_until_another_holds_the_lease()
    {
        var holders = new LaneHolders("here", _ => true);
        var holder = holders.Enter();
        holders.Fault(holder);

        Assert.Equal(HolderFate.Unknown, holders.FateOf(holder));
        holders.Leave(holder);
        Assert.Equal(HolderFate.Faulted, holders.FateOf(holder));
        holders.Forget(holder);
        Assert.Equal(HolderFate.Abandoned, holders.FateOf(holder));
    }

    [Fact]
    public void Other_processes_are_asked_for_by_their_name()
    {
        var other = new LaneHolders("a/b", _ => false).Enter();
        var holders = new LaneHolders("here", process => process == "a/b");

        Assert.Equal(HolderFate.Dead, holders.FateOf(other));
        Assert.Equal(HolderFate.Unknown, holders.FateOf("elsewhere/1"));
        Assert.Equal(HolderFate.Unknown, holders.FateOf(""));
    }
}
