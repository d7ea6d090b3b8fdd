using System.Buffers.Binary;

namespace Forwarder.Agent.Bbdo;

/// <summary>The 16 bytes in front of every payload (bbdo 1.1).</summary>
internal readonly record struct PacketHeader(ushort Size, uint Id, uint SourceId, uint DestinationId)
{
    public const int Length = 16;

    /// <summary>A payload of this size is continued by the next packet of the same id, source and destination.</summary>
    public const int ContinuedSize = ushort.MaxValue;

    public bool Continues => Size == ContinuedSize;

    /// <summary>Reads a header; false when its checksum says that the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PacketHeader header)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) != Crc16.Compute(bytes[2..Length]))
        {
            header = default;
            return false;
        }

        header = new PacketHeader(
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
        );
        return true;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], Size);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Id);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], SourceId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], DestinationId);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Crc16.Compute(bytes[2..Length]));
    }
}
