using System.Buffers.Binary;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>
/// Makes inputs: a stretch of a valid session with one to four damages. Some damage the stream, some only what is inside
/// of packets whose headers stay valid, so that the decoders get as much of it as the framing.
/// </summary>
internal sealed class SessionMutator(SessionCorpus corpus, Random random)
{
    private const int MostPackets = 12;
    private const int UsualBytes = 8 * 1024;
    private const int LargeBytes = 256 * 1024;

    private static readonly uint[] KnownIds = [.. EventCatalogue.All.Select(type => type.Id)];
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        List<byte[]> packets = Stretch();
        int damages = random.Next(1, 5);
        for (int damage = 0; damage < damages; damage++)
        {
            if (random.Next(3) == 0)
            {
                int packet = random.Next(packets.Count);
                packets[packet] = DamagePacket(packets[packet]);
            }
        }

        byte[] bytes = Together(packets);
        for (int damage = 0; damage < damages; damage++)
        {
            bytes = random.Next(3) == 0 ? bytes : DamageStream(bytes);
        }

        return bytes;
    }

    private static byte[] Together(List<byte[]> packets)
    {
        List<byte> bytes = [];
        foreach (byte[] packet in packets)
        {
            bytes.AddRange(packet);
        }

        return [.. bytes];
    }

    // One in fifty may hold events of several packets.
    private List<byte[]> Stretch()
    {
        byte[][] session = corpus.Sessions[random.Next(corpus.Sessions.Count)];
        int most = random.Next(50) == 0 ? LargeBytes : UsualBytes;
        int start = random.Next(session.Length);
        int count = random.Next(1, MostPackets + 1);
        List<byte[]> packets = [];
        int bytes = 0;
        foreach (byte[] packet in session.Skip(start).Take(count).Where(packet => bytes + packet.Length <= most))
        {
            packets.Add([.. packet]);
            bytes += packet.Length;
        }

        return packets.Count > 0
            ? packets
            :
            [
                [.. session[0]],
            ];
    }

    // The checksum covers the header alone and is made to fit.
    private byte[] DamagePacket(byte[] packet)
    {
        PacketHeader.TryRead(packet, out PacketHeader header);
        switch (random.Next(6))
        {
            case 0:
                header = header with { Id = KnownIds[random.Next(KnownIds.Length)] };
                break;
            case 1:
                header = header with { Id = (uint)random.NextInt64(uint.MaxValue) };
                break;
            case 2:
                header = header with { Size = AnySize(header.Size) };
                break;
            case 3:
                header = header with { SourceId = (uint)random.Next(4), DestinationId = (uint)random.Next(2) };
                break;
            case 4:
                byte[] payload = DamageStream(packet[PacketHeader.Length..]);
                payload = payload.Length > ushort.MaxValue ? payload[..ushort.MaxValue] : payload;
                packet = [.. packet[..PacketHeader.Length], .. payload];
                header = header with { Size = (ushort)payload.Length };
                break;
            default:
                Overwrite(packet.AsSpan(PacketHeader.Length));
                return packet;
        }

        header.Write(packet);
        return packet;
    }

    private ushort AnySize(ushort size) =>
        random.Next(4) switch
        {
            0 => ushort.MaxValue,
            1 => 0,
            2 => (ushort)random.Next(ushort.MaxValue + 1),
            _ => (ushort)(size + random.Next(-3, 4)),
        };

    private byte[] DamageStream(byte[] bytes)
    {
        int at = random.Next(bytes.Length + 1);
        int length = Math.Min(random.Next(1, 33), bytes.Length - at);
        switch (random.Next(7))
        {
            case 0:
                Overwrite(bytes.AsSpan(at, length));
                return bytes;
            case 1 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                byte[] noise = new byte[random.Next(1, 33)];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 4:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5:
                return bytes[..at];
            default:
                byte[][] other = corpus.Sessions[random.Next(corpus.Sessions.Count)];
                byte[] packet = other[random.Next(other.Length)];
                int most = Math.Min(packet.Length, 512);
                return [.. bytes[..at], .. packet.AsSpan(0, random.Next(most + 1)), .. bytes[at..]];
        }
    }

    private void Overwrite(Span<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Span<byte> some = bytes.Slice(random.Next(bytes.Length));
        some = some[..Math.Min(some.Length, random.Next(1, 11))];
        switch (random.Next(4))
        {
            case 0:
                some.Fill(Telling[random.Next(Telling.Length)]);
                break;
            case 1:
                some.Fill(0xFF);
                break;
            case 2 when some.Length >= sizeof(uint):
                BinaryPrimitives.WriteUInt32BigEndian(some, (uint)random.NextInt64(uint.MaxValue));
                break;
            default:
                random.NextBytes(some);
                break;
        }
    }
}
