using Forwarder.Agent.Bbdo;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>The packets of every generated and recorded session in clear, in their order: what the mutations start from.</summary>
internal sealed class SessionCorpus
{
    private readonly List<byte[][]> sessions = [];

    public SessionCorpus()
    {
        foreach (string file in Vectors.Files("bbdo", "*.bin").Concat(Vectors.Files("captures", "*.bin")))
        {
            byte[][] packets = [.. PacketsOf(File.ReadAllBytes(file))];
            if (packets.Length > 1 && !file.Contains("sent", StringComparison.Ordinal))
            {
                sessions.Add(packets);
            }
        }

        Announcement = PacketsOf(
                File.ReadAllBytes(Path.Combine(Vectors.Root, "captures", "cbd-23.10.16-bbdo3.0.1-full.bin"))
            )
            .Take(700)
            .SelectMany(packet => packet)
            .ToArray();
    }

    public IReadOnlyList<byte[][]> Sessions => sessions;

    /// <summary>What announces the hosts and services that many of the packets are about.</summary>
    public byte[] Announcement { get; }

    private static IEnumerable<byte[]> PacketsOf(byte[] bytes)
    {
        var reader = new PacketReader();
        ReadOnlyMemory<byte> rest = bytes;
        while (reader.TryRead(ref rest, out Packet packet))
        {
            byte[] whole = new byte[PacketHeader.Length + packet.Payload.Length];
            packet.Header.Write(whole);
            packet.Payload.CopyTo(whole.AsMemory(PacketHeader.Length));
            yield return whole;
        }
    }
}
