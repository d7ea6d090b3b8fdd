namespace Forwarder.Agent.Bbdo;

/// <summary>Decodes payloads of both encodings by the tables of <see cref="EventCatalogue"/>. Pure; nothing is allocated
/// per event, whatever the bytes are.</summary>
internal static class EventDecoder
{
    /// <summary>Fills <paramref name="target"/>; it refers to <paramref name="payload"/> until the next decode.</summary>
    /// <returns>False when the payload cannot be decoded; the target then has no field. Never throws.</returns>
    public static bool TryDecode(EventType type, ReadOnlyMemory<byte> payload, uint sourceId, BrokerEvent target)
    {
        type = type.LayoutOf(payload.Span);
        target.Begin(type, payload, sourceId);
        bool decoded =
            type.Encoding == WireEncoding.Protobuf
                ? ProtobufPayload.TryRead(type, payload.Span, target)
                : LegacyPayload.TryRead(type, payload.Span, target);
        if (!decoded)
        {
            target.Begin(type, payload, sourceId);
        }

        return decoded;
    }
}
