using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;

namespace Forwarder.Agent.Commands;

/// <summary>Stages 2 and 3 for readers: why an event does not leave goes to <paramref name="dropped"/>, a line per event.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TellingStage(EventStage stage, TextWriter dropped, bool asJson)
{
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);
    private long number;

    /// <summary>As <see cref="EventStage.Process"/>.</summary>
    public void Process(
        SenderSession session,
        in ReceivedEvent received,
        BrokerEvent? decoded,
        EventStage.LineSink leave
    )
    {
        number++;
        var held = stage.Held;
        stage.Process(session, received, decoded, leave);
        foreach (var (reason, count) in stage.Counters.Filtered)
        {
            if (told.GetValueOrDefault(reason) != count)
            {
                told[reason] = count;
                Tell(new DroppedLine(number, decoded?.Type.Name, reason));
            }
        }
        if (stage.Held > held)
        {
            Tell(new DroppedLine(number, decoded?.Type.Name, Dropped: null, Held: true));
        }
    }

    private void Tell(DroppedLine line)
    {
        if (asJson)
        {
            dropped.WriteLine(JsonSerializer.Serialize(line, CommandJson.Readable.DroppedLine));
        }
        else
        {
            var fate = line.Held ? "held until its object is announced" : $"dropped, {line.Dropped}";
            dropped.WriteLine($"event {line.Event} {line.Type}: {fate}");
        }
    }
}
