using System.Diagnostics;
using System.Globalization;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// An inventory of 10,000 hosts and 200,000 services restored from its rows: how long it takes, and what it keeps in memory.
/// </summary>
internal static class LoadingBenchmark
{
    private const int Services = 200_000;

    public static int Run(int rounds, TextWriter report)
    {
        var rows = Rows();
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var started = Stopwatch.GetTimestamp();
            var estate = new Estate(10_000, TimeProvider.System);
            estate.Load(rows);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            report.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{estate.Objects.All.Count:N0} objects of {rows.Count:N0} rows: loaded in {elapsed.TotalMilliseconds:N0} ms, {kept / 1024.0 / 1024.0:F1} MiB kept"
                )
            );
        }
        return 0;
    }

    private static List<InventoryRow> Rows()
    {
        var told = new Estate(10_000, TimeProvider.System);
        var reader = new EventReader(TimeProvider.System);
        ReadOnlyMemory<byte> rest = new EstateSession(Services, statuses: 1).Announcement;
        while (reader.TryRead(ref rest, out _))
        {
            told.Apply(reader.Decoded!);
        }
        var rows = new List<InventoryRow>();
        told.TakeChanges(rows);
        return [.. rows.OrderBy(row => row.Kind)];
    }
}
