using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class EventCatalogueTests
{
    [Fact]
    public void Each_event_fits_into_the_values_of_a_decoded_event()
    {
        Assert.All(EventCatalogue.All, type => Assert.InRange(type.Fields.Length, 0, BrokerEvent.MaxFields));
    }

    [Fact]
    public void Each_field_is_found_by_its_name_in_its_own_place()
    {
        foreach (EventType type in EventCatalogue.All)
        {
            foreach (EventField field in type.Fields)
            {
                Assert.Equal(field.Slot, type.SlotOf(field.Id));
                Assert.Same(field, type.Fields[field.Slot]);
            }
        }
    }

    [Theory]
    [InlineData(65560, "service_status", 1, 24)]
    [InlineData(65565, "ServiceStatus", 1, 29)]
    [InlineData(393246, "DimensionTruncateTableSignal", 6, 30)]
    [InlineData(4294901762, "instance_broadcast", 65535, 2)]
    public void An_id_is_category_and_element(uint id, string name, int category, int element)
    {
        EventType type = Assert.IsType<EventType>(EventCatalogue.Find(id));

        Assert.Equal((name, category, element), (type.Name, type.Category, type.Element));
    }

    [Fact]
    public void Both_encodings_of_an_event_share_its_kind()
    {
        Assert.Equal(EventKind.ServiceStatus, EventCatalogue.Find(65560)?.Kind);
        Assert.Equal(EventKind.ServiceStatus, EventCatalogue.Find(65565)?.Kind);
        Assert.Equal(EventKind.HostGroupMember, EventCatalogue.Find(65547)?.Kind);
        Assert.Equal(EventKind.HostGroupMember, EventCatalogue.Find(65586)?.Kind);
    }

    [Fact]
    public void Unknown_ids_are_not_found()
    {
        Assert.Null(EventCatalogue.Find(0));
        Assert.Null(EventCatalogue.Find(65776));
        Assert.Null(EventCatalogue.Find(uint.MaxValue));
    }
}
