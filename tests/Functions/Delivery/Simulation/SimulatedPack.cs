using System.Text;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>A pack as it stands in the hub.</summary>
internal sealed record SimulatedPack(IReadOnlyList<SimulatedEvent> Events, LanePack Pack)
{
    public static SimulatedPack Of(
        IReadOnlyList<SimulatedEvent> events,
        long sequence,
        long hubPosition,
        DateTimeOffset now
    )
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var one in events)
        {
            writer.TryAdd(Encoding.UTF8.GetBytes(one.Line(now)));
        }
        var enqueued = events.Any(one => one.IsOld) ? now.AddHours(-30) : now;
        var hubEvent = new HubEvent
        {
            Body = writer.Seal("0f8a", sequence, enqueued),
            SequenceNumber = hubPosition,
            EnqueuedAt = enqueued,
        };
        return new SimulatedPack(events, LanePacks.From(hubEvent, "0"));
    }
}
