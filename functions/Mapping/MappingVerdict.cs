namespace Forwarder.Functions.Mapping;

/// <summary>What became of one event line.</summary>
internal enum MappingVerdict
{
    /// <summary>One object for the event route was written.</summary>
    Mapped,

    /// <summary>Nothing is to be sent for it: counted.</summary>
    NotMapped,

    /// <summary>It should have been sent but cannot: not JSON, or Canopsis would refuse what comes out.</summary>
    Refused,
}
