namespace Forwarder.Functions.Delivery;

/// <summary>What a run has done since its last report, and whether it is time for the next one.</summary>
internal sealed class RunProgress(TimeProvider time) : IDisposable
{
    private const int MostUnreported = 80;

    /// <summary>Memory of opened packs: it is given back by reports. Several lanes of each customer run at once.</summary>
    private const long MostHeldBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<PackWork> packs = [];
    private DuplicateTally duplicates;
    private long openDeadLetters;
    private long redriven;
    private long reportedAt = time.GetTimestamp();

    public bool HoldsMuch => packs.Sum(work => work.Content?.HeldBytes ?? 0L) > MostHeldBytes;

    public bool IsDue => packs.Count > MostUnreported || HoldsMuch || time.GetElapsedTime(reportedAt) >= Interval;

    /// <summary>It is disposed of once it is finished and reported.</summary>
    public void Begin(PackWork work) => packs.Add(work);

    public void Count(DuplicateTally more) => duplicates += more;

    /// <param name="opened">Dead letters that are open now and were not before, less those that no longer are.</param>
    /// <param name="delivered">Dead letters that were sent again and taken.</param>
    public void CountLetters(long opened, long delivered)
    {
        openDeadLetters += opened;
        redriven += delivered;
    }

    public LaneReport Report(LaneEnd? end, PackKey? next) =>
        new()
        {
            Packs = [.. packs.Select(work => work.Report()).OfType<PackReport>()],
            Duplicates = duplicates,
            OpenDeadLetters = openDeadLetters,
            Redriven = redriven,
            Next = next,
            End = end,
        };

    /// <summary>The report is stored.</summary>
    /// <param name="tell">What is to be said of each pack.</param>
    /// <returns>The lines in it.</returns>
    public LineTally Reported(Action<PackWork> tell)
    {
        var done = default(LineTally);
        foreach (var work in packs)
        {
            done += work.Tally;
            tell(work);
            work.Reported();
            if (work.IsFinished)
            {
                work.Dispose();
            }
        }
        packs.RemoveAll(work => work.IsFinished);
        duplicates = default;
        openDeadLetters = 0;
        redriven = 0;
        reportedAt = time.GetTimestamp();
        return done;
    }

    public void Dispose()
    {
        foreach (var work in packs)
        {
            work.Dispose();
        }
    }
}
