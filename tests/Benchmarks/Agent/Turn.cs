using System.Diagnostics;

namespace Forwarder.Benchmarks.Agent;

/// <summary>One side's turn. Processor time counts, not time: other load on the machine shall not.</summary>
internal readonly record struct Turn(double PerProcessorSecond, double BytesPerEvent)
{
    public static Turn Of(int events, int times, Action action)
    {
        using var process = Process.GetCurrentProcess();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        process.Refresh();
        var processor = process.TotalProcessorTime;
        for (var round = 0; round < times; round++)
        {
            action();
        }
        process.Refresh();
        var all = (double)events * times;
        return new Turn(
            all / (process.TotalProcessorTime - processor).TotalSeconds,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / all
        );
    }

    public static Turn Median(IReadOnlyList<Turn> turns) =>
        turns.OrderBy(turn => turn.PerProcessorSecond).ElementAt(turns.Count / 2);
}
