using Forwarder.Agent.Bbdo;
using Forwarder.Contracts.Packs;

namespace Forwarder.Benchmarks.Agent;

/// <summary>The baseline over the statuses of a session; packets are cut by the agent's reader on both sides.</summary>
internal sealed class BaselineReader : IDisposable
{
    private readonly EstateSession session;
    private readonly Baseline baseline = new();
    private readonly PackWriter pack = new(new PackLimits());
    private long sequence;

    public BaselineReader(EstateSession session)
    {
        this.session = session;
        foreach (var packet in Packets(session.Announcement))
        {
            baseline.Announce(packet);
        }
    }

    public void Decode()
    {
        foreach (var packet in Packets(session.Statuses))
        {
            Baseline.Decode(packet);
        }
    }

    public void Enrich()
    {
        foreach (var packet in Packets(session.Statuses))
        {
            baseline.Enrich(Baseline.Decode(packet));
        }
    }

    public void Write()
    {
        foreach (var packet in Packets(session.Statuses))
        {
            WriteLine(packet);
        }
    }

    public void Pack()
    {
        foreach (var packet in Packets(session.Statuses))
        {
            var line = WriteLine(packet);
            if (!pack.TryAdd(line))
            {
                pack.Seal("benchmark", ++sequence, DateTimeOffset.UnixEpoch);
                pack.TryAdd(line);
            }
        }
    }

    /// <summary>The first lines.</summary>
    public IReadOnlyList<byte[]> Lines(int count) =>
        [.. Packets(session.Statuses).Take(count).Select(packet => WriteLine(packet).ToArray())];

    public void Dispose()
    {
        pack.Dispose();
        baseline.Dispose();
    }

    private ReadOnlySpan<byte> WriteLine(in Packet packet)
    {
        var status = Baseline.Decode(packet);
        var (host, service) = baseline.Enrich(status);
        return baseline.Write(status, host, service);
    }

    private static IEnumerable<Packet> Packets(byte[] bytes)
    {
        var reader = new PacketReader();
        ReadOnlyMemory<byte> rest = bytes;
        while (reader.TryRead(ref rest, out var packet))
        {
            yield return packet;
        }
    }
}
