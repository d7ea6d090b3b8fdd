using System.Text.Json;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>Canopsis as one process sees it.</summary>
internal sealed class SimulatedRoute(SimulatedWorld world, SimulatedProcess process) : IEventRoute
{
    public int MaxEventsPerRequest => 4;

    public TimeSpan AttemptTimeout => TimeSpan.FromSeconds(20);

    public Task<CanopsisAnswer> SendAsync(
        EventChunk chunk,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        Assert.False(deadline.HasPassed, "A request was begun after its deadline.");
        var events = Read(chunk, count);
        return world.CallAsync(
            process,
            end => world.Receive(events, end),
            world.Clock.Now + AttemptTimeout,
            world.EndsProcess(events)
        );
    }

    private static List<string> Read(EventChunk chunk, int count)
    {
        byte[] array = [.. chunk.OpenArray(count).Span, (byte)']'];
        using var document = JsonDocument.Parse(array);
        return [.. document.RootElement.EnumerateArray().Select(sent => sent.GetProperty("output").GetString()!)];
    }
}
