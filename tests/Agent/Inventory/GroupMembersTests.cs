using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

public sealed class GroupMembersTests
{
    [Fact]
    public void A_member_that_leaves_and_comes_back_for_ever_costs_nothing_and_is_there_once()
    {
        var members = new GroupMembers();
        var member = MonitoredObject.NewHost(1);
        var looks = 0;
        for (var round = 0; round < 10_000; round++)
        {
            members.Add(member, _ => true);
        }

        Assert.Equal(member, Assert.Single(members.Current(_ => ++looks > 0)));

        Assert.InRange(looks, 1, 100);
        Assert.Empty(members.Current(_ => false));
    }
}
