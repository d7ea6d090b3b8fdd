namespace Forwarder.Agent.Bbdo;

/// <summary>One complete event of a session, decoded or not.</summary>
/// <param name="Id">category × 65536 + element.</param>
/// <param name="SourceId">broker_id of the process that made the event.</param>
/// <param name="DestinationId">0 in practice.</param>
/// <param name="Packets">Packets that carried it.</param>
/// <param name="Payload">Its bytes, valid until the next event is read; empty when it was too large.</param>
/// <param name="Fault">Why there is no decoded event; <see cref="EventFault.None"/> when there is one.</param>
/// <param name="Ordinal">Countable events of the session so far, this one included when it is countable.</param>
/// <param name="CountedBefore">Countable events of the session before its first packet: one less than the ordinal, unless
/// other events overtook it.</param>
internal readonly record struct ReceivedEvent(
    uint Id,
    uint SourceId,
    uint DestinationId,
    int Packets,
    ReadOnlyMemory<byte> Payload,
    EventFault Fault,
    long Ordinal,
    long CountedBefore
);
