using System.Text.Json;
using Forwarder.Agent;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Benchmarks.Agent;

/// <summary>The agent's own stages over the statuses of a session, without socket and database.</summary>
internal sealed class StatusReader : IDisposable
{
    private readonly EstateSession session;
    private readonly Estate estate = new(1000, TimeProvider.System);
    private readonly EventStage stage;
    private readonly SenderSession sender = DuplicateSenders.Open(
        new BrokerPeer(1, "127.0.0.1:1", new ProtocolVersion(3, 0, 1), "benchmark", 1, "Central", new NeverSilent())
    );
    private readonly PackWriter pack = new(new PackLimits());
    private long sequence;

    public StatusReader(EstateSession session)
    {
        this.session = session;
        stage = new EventStage(OpenFilters(), TimeProvider.System);
        foreach (var (received, decoded) in Events(session.Announcement))
        {
            estate.Apply(decoded);
            stage.Process(sender, received, decoded, static _ => { });
        }
    }

    public void Decode()
    {
        foreach (var _ in Events(session.Statuses)) { }
    }

    public void Enrich()
    {
        foreach (var (_, decoded) in Events(session.Statuses))
        {
            estate.Apply(decoded);
        }
    }

    public void Write()
    {
        foreach (var (received, decoded) in Events(session.Statuses))
        {
            stage.Process(sender, received, decoded, static _ => { });
        }
    }

    public void Pack()
    {
        foreach (var (received, decoded) in Events(session.Statuses))
        {
            stage.Process(sender, received, decoded, AddToPack);
        }
    }

    /// <summary>The first lines.</summary>
    public IReadOnlyList<byte[]> Lines(int count)
    {
        var lines = new List<byte[]>();
        foreach (var (received, decoded) in Events(session.Statuses[..session.Ends[count - 1]]))
        {
            stage.Process(sender, received, decoded, line => lines.Add(line.ToArray()));
        }
        return lines;
    }

    public void Dispose() => pack.Dispose();

    private void AddToPack(ReadOnlySpan<byte> line)
    {
        if (!pack.TryAdd(line))
        {
            pack.Seal("benchmark", ++sequence, DateTimeOffset.UnixEpoch);
            pack.TryAdd(line);
        }
    }

    private static IEnumerable<(ReceivedEvent Received, BrokerEvent Decoded)> Events(byte[] packets)
    {
        var reader = new EventReader(TimeProvider.System);
        ReadOnlyMemory<byte> rest = packets;
        while (reader.TryRead(ref rest, out var received))
        {
            yield return (received, reader.Decoded!);
        }
    }

    private static ParameterSet OpenFilters() =>
        ParameterReader.Read(
            CommitBenchmark
                .OpenFilters.Concat(
                    new Dictionary<string, string>
                    {
                        ["hub_host"] = "hub.example.test",
                        ["hub_name"] = "events",
                        ["hub_publisher"] = "lab.central",
                    }
                )
                .Select(parameter => (parameter.Key, JsonSerializer.SerializeToElement(parameter.Value))),
            ParameterOwner.Agent,
            []
        )!;

    private sealed class NeverSilent : IPeerLife
    {
        public TimeSpan Silence => TimeSpan.Zero;

        public long ReceivedBytes => 0;

        public int Backlog => 0;
    }
}
