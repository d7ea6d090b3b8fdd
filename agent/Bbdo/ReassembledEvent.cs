namespace Forwarder.Agent.Bbdo;

/// <summary>The payload of one event, put together from its packets.</summary>
/// <param name="Header">Of its first packet.</param>
/// <param name="Packets">How many packets it took.</param>
/// <param name="Payload">The whole payload; empty when <paramref name="TooLarge"/>.</param>
/// <param name="TooLarge">The payload was longer than what a session may hold.</param>
/// <param name="CountedBefore">Countable events of the session before its first packet.</param>
internal readonly record struct ReassembledEvent(
    PacketHeader Header,
    int Packets,
    ReadOnlyMemory<byte> Payload,
    bool TooLarge,
    long CountedBefore
);
