namespace Forwarder.Functions.Delivery;

/// <summary>
/// Books what happens to packs into a copy of a lane row. Each method keeps the conservation law: a line is counted once when its pack comes, waits in
/// one of two places (parked, or in progress straight from the hub) and leaves it for one disposition.
/// </summary>
internal sealed class LaneLedger(LaneRow row)
{
    public LaneRow Row { get; private set; } = row;

    /// <summary>A pack that was not accepted before enters the queue at its tail.</summary>
    public void Park(PackLabel pack)
    {
        var counters = Row.Counters;
        if (Row.Offset?.Pack == pack.Key)
        {
            // It was begun straight from the hub: what is left of it changes places.
            var left = Row.Offset.Lines - Row.Offset.Done;
            counters = counters with { InProgress = counters.InProgress - left, Parked = counters.Parked + left };
        }
        else if (RedrivePack.Is(pack.Key))
        {
            // Its events came long ago: they were dead letters and wait again.
            var done = counters.Done with
            {
                DeadLettered = counters.Done.DeadLettered - pack.Lines,
            };
            counters = counters with
            {
                Done = done,
                Parked = counters.Parked + pack.Lines,
                OpenDeadLetters = counters.OpenDeadLetters + pack.Reopened,
            };
        }
        else
        {
            counters = Come(counters, pack) with { Parked = counters.Parked + pack.Lines };
        }
        Row = Row with { Counters = counters, Tail = Row.Tail + 1 };
        Accept(pack);
    }

    /// <summary>Lines of a pack are done.</summary>
    /// <param name="isQueued">It is the pack at the head of the queue, otherwise it came straight from the hub and is not accepted yet.</param>
    public void Book(PackReport report, bool isQueued)
    {
        var pack = report.Pack;
        Begin(pack, isQueued);
        var offset = Row.Offset!;
        // The header may have announced another number of lines than there were.
        var left = offset.Lines - offset.Done;
        var waits = report.IsFinished ? 0 : left - report.Tally.Total;
        var counters = Row.Counters;
        counters = counters with
        {
            Lines = counters.Lines + report.Tally.Total + waits - left,
            Done = counters.Done + report.Tally,
            Quarantined = counters.Quarantined + (report.IsQuarantined ? 1 : 0),
        };
        Row = Row with
        {
            Counters = Wait(counters, isQueued, waits - left),
            Offset = report.IsFinished ? null : offset with { Done = offset.Done + (int)report.Tally.Total },
        };
        if (report.IsFinished && isQueued)
        {
            Row = Row with { Head = Row.Head + 1 };
        }
        else if (report.IsFinished)
        {
            Accept(pack);
        }
    }

    public void Count(LaneReport report)
    {
        var counters = Row.Counters;
        Row = Row with
        {
            Counters = counters with
            {
                Duplicates = counters.Duplicates + report.Duplicates,
                OpenDeadLetters = Math.Max(0, counters.OpenDeadLetters + report.OpenDeadLetters),
                Redriven = counters.Redriven + report.Redriven,
            },
        };
    }

    /// <summary>A pack of the queue goes to another lane, which counts it from now on. The head is the caller's to move.</summary>
    public void GiveAway(PackLabel pack)
    {
        var counters = Row.Counters;
        Row = Row with
        {
            Counters = counters with
            {
                Lines = counters.Lines - pack.Lines,
                Packs = counters.Packs - 1,
                Parked = counters.Parked - pack.Lines,
            },
        };
    }

    /// <summary>A pack of the queue became a dead letter without being opened. The head is the caller's to move.</summary>
    public void GiveUp(PackLabel pack)
    {
        var counters = Row.Counters;
        Row = Row with
        {
            Counters = counters with
            {
                Parked = counters.Parked - pack.Lines,
                Quarantined = counters.Quarantined + 1,
                Done = counters.Done with { DeadLettered = counters.Done.DeadLettered + pack.Lines },
            },
        };
    }

    private void Begin(PackLabel pack, bool isQueued)
    {
        if (Row.Offset?.Pack == pack.Key)
        {
            return;
        }
        DropOffset();
        Row = Row with { Offset = new PackOffset(pack.Key, pack.Lines, 0) };
        if (!isQueued)
        {
            Row = Row with { Counters = Wait(Come(Row.Counters, pack), isQueued, pack.Lines) };
        }
    }

    // Another pack is begun before this one is finished. It will come again from its start, and its lines will be counted again.
    private void DropOffset()
    {
        if (Row.Offset is not { } dropped)
        {
            return;
        }
        var counters = Row.Counters;
        var left = dropped.Lines - dropped.Done;
        Row = Row with
        {
            Counters = Row.Accepted.Contains(dropped.Pack)
                ? counters with
                {
                    Lines = counters.Lines + dropped.Done,
                    Parked = counters.Parked + dropped.Done,
                }
                : counters with
                {
                    Lines = counters.Lines - left,
                    InProgress = counters.InProgress - left,
                },
            Offset = null,
        };
    }

    private void Accept(PackLabel pack) =>
        Row = Row with
        {
            Accepted = Row.Accepted.With(pack.Key),
            LastHub = RedrivePack.Is(pack.Key) ? Row.LastHub : pack.Hub,
        };

    private static LaneCounters Come(LaneCounters counters, PackLabel pack) =>
        counters with
        {
            Lines = counters.Lines + pack.Lines,
            Packs = counters.Packs + 1,
        };

    private static LaneCounters Wait(LaneCounters counters, bool isQueued, long lines) =>
        isQueued
            ? counters with
            {
                Parked = counters.Parked + lines,
            }
            : counters with
            {
                InProgress = counters.InProgress + lines,
            };
}
