namespace Forwarder.Agent.Bbdo;

/// <summary>The type of a field as the catalogue declares it; enumerations are open and travel as <see cref="Int32"/>.</summary>
internal enum WireType
{
    Boolean,
    Int16,
    Int32,
    UInt32,
    Int64,
    UInt64,

    /// <summary>Legacy only: signed seconds, 0 and -1 both mean "not set".</summary>
    Time,

    /// <summary>Eight bytes in protobuf, decimal text in legacy events.</summary>
    Double,

    Text,

    /// <summary>Protobuf sub-message with one number, <c>conf_version</c>, which is the value of the field.</summary>
    Header,

    /// <summary>Protobuf sub-message of the negotiation; its numbers become fields of their own: major, minor, patch.</summary>
    Version,

    /// <summary>Repeated protobuf sub-message (id, type), read by <see cref="BrokerEvent.Tags"/>.</summary>
    Tags,
}
