using System.Buffers.Binary;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>A copy of an event: what its decoder needs to read it again.</summary>
/// <param name="EventId">category × 65536 + element.</param>
/// <param name="SourceId">broker_id of the process that made it.</param>
internal sealed record HeldEvent(uint EventId, uint SourceId, byte[] Payload, HeldOrigin Origin = HeldOrigin.Awaited)
{
    private const int HeaderBytes = 8;

    public static HeldEvent CopyOf(BrokerEvent received, HeldOrigin origin) =>
        new(received.Type.Id, received.SourceId, received.Payload.ToArray(), origin);

    /// <summary>Reads what <see cref="Write"/> wrote; what is too short for that stands for an unknown event.</summary>
    public static HeldEvent Read(ReadOnlySpan<byte> row, HeldOrigin origin) =>
        row.Length < HeaderBytes
            ? new HeldEvent(0, 0, [], origin)
            : new(
                BinaryPrimitives.ReadUInt32BigEndian(row),
                BinaryPrimitives.ReadUInt32BigEndian(row[4..]),
                row[HeaderBytes..].ToArray(),
                origin
            );

    public void Write(JsonBuffer row)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(header, EventId);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], SourceId);
        row.Raw(header);
        row.Raw(Payload);
    }

    /// <summary>False when this version of the agent cannot read it any more.</summary>
    public bool TryDecode(BrokerEvent target) =>
        EventCatalogue.Find(EventId) is { } type && EventDecoder.TryDecode(type, Payload, SourceId, target);
}
