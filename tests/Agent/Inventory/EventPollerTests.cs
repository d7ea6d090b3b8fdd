using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

public sealed class EventPollerTests
{
    private readonly Estate estate = new(10, TimeProvider.System);

    [Fact]
    public void An_event_that_names_its_poller_is_taken_at_its_word()
    {
        Assert.Equal(7u, Find(Wire.Event(Ids.Instance, ("instance_id", 7))));
        Assert.Equal(7u, Find(Wire.Event(Ids.Host, ("host_id", 1), ("instance_id", 7))));
        Assert.Equal(7u, Find(Wire.Event(Ids.InstanceConfiguration, ("poller_id", 7))));
        Assert.Equal(7u, Find(Wire.Event(Ids.HostGroupMember, ("host_id", 1), ("poller_id", 7))));
    }

    [Fact]
    public void Else_the_poller_is_that_of_the_host()
    {
        Assert.Null(Find(Wire.Event(Ids.HostStatus, ("host_id", 1))));

        estate.Apply(Wire.Event(Ids.Host, ("host_id", 1), ("name", "web"), ("instance_id", 7), ("enabled", true)));

        Assert.Equal(7u, Find(Wire.Event(Ids.HostStatus, ("host_id", 1))));
        Assert.Equal(7u, Find(Wire.Event(Ids.ServiceStatus, ("host_id", 1), ("service_id", 2))));
        Assert.Equal(7u, Find(Wire.Event(Ids.Acknowledgement, ("host_id", 1))));
    }

    [Fact]
    public void Activities_are_the_brokers_own_and_orders_nobodys()
    {
        Assert.Equal(0u, Find(Wire.Event(Ids.BaStatus, ("ba_id", 3))));
        Assert.Null(Find(Wire.Event(65582, ("poller_id", 7))));
    }

    private ulong? Find(BrokerEvent received) =>
        EventPoller.NamedBy(received) ?? EventPoller.OfObject(received, estate.Objects);
}
