using System.Text;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>Packets and payloads as a sender writes them.</summary>
internal static class TestPackets
{
    public const uint ServiceStatus = 65565;
    public const uint HostStatus = 65568;

    public static byte[] Packet(uint id, ReadOnlySpan<byte> payload, uint source = 3)
    {
        byte[] packet = new byte[PacketHeader.Length + payload.Length];
        new PacketHeader((ushort)payload.Length, id, source, DestinationId: 0).Write(packet);
        payload.CopyTo(packet.AsSpan(PacketHeader.Length));
        return packet;
    }

    /// <summary>The payload of a service status; its output fills it up to <paramref name="bytes"/>.</summary>
    public static byte[] Service(int host, int service, int bytes = 0)
    {
        byte[] keys = [0x08, .. Varint(host), 0x10, .. Varint(service), 0x72];
        int text = bytes - keys.Length;
        while (text > 0 && keys.Length + Varint(text).Length + text > bytes)
        {
            text--;
        }

        return [.. keys, .. Varint(Math.Max(text, 2)), .. Encoding.ASCII.GetBytes(new string('x', Math.Max(text, 2)))];
    }

    public static byte[] Host(int host) => [0x08, .. Varint(host)];

    public static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            bytes.Add((byte)(rest >= 0x80 ? rest | 0x80 : rest));
            if (rest < 0x80)
            {
                return [.. bytes];
            }
        }
    }
}
