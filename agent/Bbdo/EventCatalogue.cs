using System.Collections.Frozen;

namespace Forwarder.Agent.Bbdo;

/// <summary>All events that the agent can decode, by id (bbdo chapters 3 and 4).</summary>
internal static class EventCatalogue
{
    private static readonly FrozenDictionary<uint, EventType> Types = CatalogueTable
        .Read(LegacyEvents.Table, WireEncoding.Legacy)
        .Concat(CatalogueTable.Read(ProtobufEvents.Table, WireEncoding.Protobuf))
        .ToFrozenDictionary(type => type.Id);

    public static IEnumerable<EventType> All => Types.Values;

    /// <summary>The event with this id, or null: such an event is skipped by its size, and still counts.</summary>
    public static EventType? Find(uint id) => Types.GetValueOrDefault(id);
}
