using System.Buffers;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Commands;

/// <summary>What the agent would make of the events: the lines of those that leave; why others do not goes to <paramref name="dropped"/>.</summary>
internal sealed class EnrichedView(EventStage stage, TextWriter dropped)
{
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);
    private long number;

    /// <summary>As <see cref="SessionDump.Printer"/>.</summary>
    public void Print(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into)
    {
        number++;
        var held = stage.Held;
        stage.Process(
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
}
