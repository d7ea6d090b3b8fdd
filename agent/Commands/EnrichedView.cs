using System.Buffers;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;

namespace Forwarder.Agent.Commands;

/// <summary>What the agent would make of the events: the lines of those that leave; why others do not goes to <paramref name="dropped"/>.</summary>
internal sealed class EnrichedView(EventStage stage, TextWriter dropped)
{
    private readonly SenderSession session = DuplicateSenders.Open(
        new BrokerPeer(1, "recording", new ProtocolVersion(3, 0, 0), "recording", 0, "", new RecordedLife())
    );
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);
    private long number;

    /// <summary>As <see cref="SessionDump.Printer"/>.</summary>
    public void Print(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into)
    {
        number++;
        var held = stage.Held;
        stage.Process(
            session,
            received,
            decoded,
            line =>
            {
                into.Write(line);
                into.Write("\n"u8);
            }
        );
        foreach (var (reason, count) in stage.Counters.Filtered)
        {
            if (told.GetValueOrDefault(reason) != count)
            {
                told[reason] = count;
                dropped.WriteLine($"event {number} {decoded?.Type.Name}: dropped, {reason}");
            }
        }
        if (stage.Held > held)
        {
            dropped.WriteLine($"event {number} {decoded?.Type.Name}: held until its object is announced");
        }
    }

    /// <summary>A recording is the only sender, so that nobody asks whether it lives.</summary>
    private sealed class RecordedLife : IPeerLife
    {
        public long ReceivedBytes => 0;
        public int Backlog => 0;
        public TimeSpan Silence => TimeSpan.Zero;
    }
}
