using System.Text;

namespace Forwarder.Agent.Bbdo;

/// <summary>One field of an <see cref="EventType"/>.</summary>
internal sealed class EventField
{
    private readonly byte[] utf8Name;

    public EventField(Field id, string name, WireType type, int slot, int number)
    {
        Id = id;
        Name = name;
        Type = type;
        Slot = slot;
        Number = number;
        utf8Name = Encoding.UTF8.GetBytes(name);
    }

    public Field Id { get; }

    /// <summary>The name as a stream connector sees it, for example <c>host_id</c>.</summary>
    public string Name { get; }

    public ReadOnlySpan<byte> Utf8Name => utf8Name;

    public WireType Type { get; }

    /// <summary>Index of the field in its event type, and of its value in a <see cref="BrokerEvent"/>.</summary>
    public int Slot { get; }

    /// <summary>Protobuf field number; 0 for legacy fields and for the parts of <see cref="WireType.Version"/>.</summary>
    public int Number { get; }

    /// <summary>Part of what identifies the object: never zero in a complete protobuf event.</summary>
    public bool IsKey { get; init; }

    /// <summary>Protobuf <c>optional</c>: absent means "unchanged", not zero.</summary>
    public bool IsOptional { get; init; }

    /// <summary>False for the few legacy fields that are on the wire and that a stream connector never sees.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Legacy: 0 (for times -1 as well) or empty means "not set", and a stream connector sees nothing.</summary>
    public bool ZeroIsUnset { get; init; }
}
