using System.Buffers.Binary;
using System.Text;

namespace Forwarder.Agent.Bbdo;

/// <summary>The only packets that the agent ever sends: its negotiation and acknowledgements (bbdo 2.2, 2.4). Anything
/// else would be injected into the monitoring flow of the peer.</summary>
internal static class OutgoingPackets
{
    public static byte[] VersionResponse(ProtocolVersion version, string extensions)
    {
        byte[] payload = new byte[(3 * sizeof(short)) + Encoding.UTF8.GetByteCount(extensions) + 1];
        BinaryPrimitives.WriteInt16BigEndian(payload, (short)version.Major);
        BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(2), (short)version.Minor);
        BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(4), (short)version.Patch);
        Encoding.UTF8.GetBytes(extensions, payload.AsSpan(6));
        return Packet(ProtocolIds.VersionResponse, payload);
    }

    /// <summary>The poller is left out and the peer type unknown, so that the peer expects no configuration exchange.</summary>
    public static byte[] Welcome(ProtocolVersion version, string extensions, string brokerName)
    {
        List<byte> numbers = [];
        AddNumber(numbers, field: 1, (uint)version.Major);
        AddNumber(numbers, field: 2, (uint)version.Minor);
        AddNumber(numbers, field: 3, (uint)version.Patch);
        List<byte> payload = [];
        AddBytes(payload, field: 1, [.. numbers]);
        AddBytes(payload, field: 2, Encoding.UTF8.GetBytes(extensions));
        AddBytes(payload, field: 5, Encoding.UTF8.GetBytes(brokerName));
        return Packet(ProtocolIds.Welcome, [.. payload]);
    }

    /// <summary>Acknowledges so many events more, in the form that the version of the session wants.</summary>
    public static byte[] Acknowledgement(uint events, bool inProtobuf)
    {
        if (!inProtobuf)
        {
            byte[] legacy = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(legacy, events);
            return Packet(ProtocolIds.LegacyAcknowledgement, legacy);
        }

        List<byte> payload = [];
        AddNumber(payload, field: 1, events);
        return Packet(ProtocolIds.Acknowledgement, [.. payload]);
    }

    private static byte[] Packet(uint id, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[PacketHeader.Length + payload.Length];
        new PacketHeader((ushort)payload.Length, id, SourceId: 0, DestinationId: 0).Write(packet);
        payload.CopyTo(packet.AsSpan(PacketHeader.Length));
        return packet;
    }

    private static void AddNumber(List<byte> message, int field, uint value)
    {
        if (value != 0)
        {
            message.Add((byte)(field << 3));
            AddVarint(message, value);
        }
    }

    private static void AddBytes(List<byte> message, int field, ReadOnlySpan<byte> value)
    {
        if (value.Length > 0)
        {
            message.Add((byte)((field << 3) | ProtobufWire.LengthDelimited));
            AddVarint(message, (uint)value.Length);
            message.AddRange(value);
        }
    }

    private static void AddVarint(List<byte> message, uint value)
    {
        while (value >= 0x80)
        {
            message.Add((byte)(value | 0x80));
            value >>= 7;
        }

        message.Add((byte)value);
    }
}
