using System.Collections.Concurrent;
using System.Diagnostics;
using Forwarder.Contracts.Packs;

namespace Forwarder.Benchmarks.Agent;

/// <summary>From the moment before an event is written to the broker's socket to the moment at which its pack is at the hub.</summary>
internal sealed class ArrivalTimes
{
    private readonly ConcurrentDictionary<int, long> sent = new();
    private readonly ConcurrentQueue<TimeSpan> times = new();
    private int arrived;

    /// <summary>The event with this number leaves the broker; order is kept all the way.</summary>
    public void Sent(int number) => sent[number] = Stopwatch.GetTimestamp();

    /// <summary>A pack has arrived.</summary>
    public void Take(byte[] body)
    {
        var now = Stopwatch.GetTimestamp();
        using var pack = PackReader.Open(body);
        foreach (var line in pack)
        {
            if (line.Span.StartsWith("{\"kind\":\"service_status\""u8))
            {
                times.Enqueue(Stopwatch.GetElapsedTime(sent[arrived++], now));
            }
        }
    }

    public (TimeSpan Median, TimeSpan Late) Percentiles()
    {
        var sorted = times.Order().ToList();
        return (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
    }
}
