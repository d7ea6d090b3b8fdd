namespace Forwarder.Functions.Delivery;

/// <summary>
/// What happens in a lane, as pure functions from its row to its next row (architecture, "Functions: lanes"). The caller writes the row under the
/// condition that nobody else wrote it meanwhile, reads again and asks again when somebody did.
/// </summary>
internal static class LaneLogic
{
    /// <summary>A pack that was opened so often without progress, each time ending its process or its run, is not opened again.</summary>
    public const int MostStarts = 3;

    /// <summary>How long a request of a process that has ended may still be at work in Canopsis.</summary>
    public static readonly TimeSpan LastRequest = TimeSpan.FromSeconds(5);

    /// <summary>Packs came from the hub.</summary>
    /// <param name="packs">In the order of the partition.</param>
    /// <param name="mayDeliver">Whether there is time and a customer to deliver to.</param>
    /// <param name="tried">Packs that the caller tried to write before: when they are accepted, it was by that.</param>
    public static OfferDecision Offer(
        LaneRow row,
        IReadOnlyList<PackLabel> packs,
        LaneClaim claim,
        bool mayDeliver,
        IReadOnlySet<PackKey> tried
    )
    {
        var accepted = row.Accepted;
        var fresh = new List<PackLabel>();
        var duplicates = new DuplicateTally();
        var missing = 0L;
        foreach (var pack in packs)
        {
            if (accepted.Contains(pack.Key))
            {
                duplicates += tried.Contains(pack.Key) ? default : Repeat(row, pack);
                continue;
            }
            missing += accepted.MissingBefore(pack.Key);
            accepted = accepted.With(pack.Key);
            fresh.Add(pack);
        }
        var counted = row with { Counters = row.Counters with { Duplicates = row.Counters.Duplicates + duplicates } };
        var verdict =
            fresh.Count == 0 ? OfferVerdict.Repeats
            : mayDeliver && row.IsEmpty && row.DownSince is null && IsFree(row, claim) ? OfferVerdict.Deliver
            : OfferVerdict.Append;
        return new OfferDecision(
            verdict,
            verdict == OfferVerdict.Deliver ? Take(counted, claim) : counted,
            fresh,
            missing,
            fresh.Count > 0 && IsBefore(fresh[0].Hub, row.LastHub)
        );
    }

    /// <summary>Packs enter the queue; needs no lease. Those accepted meanwhile are passed over.</summary>
    public static LaneRow Append(LaneRow row, IEnumerable<PackLabel> packs)
    {
        var ledger = new LaneLedger(row);
        foreach (var pack in packs.Where(pack => !ledger.Row.Accepted.Contains(pack.Key)))
        {
            ledger.Park(pack);
        }
        return ledger.Row;
    }

    /// <summary>The timer wants to empty the lane.</summary>
    /// <param name="isProbe">Nothing shows that Canopsis takes events again: a lane is tried when its time has come.</param>
    /// <returns>The row with the lease taken; null when there is nothing to do, it is not the time or the lease is not free.</returns>
    public static LaneRow? Drain(LaneRow row, LaneClaim claim, bool isProbe) =>
        row.IsEmpty || (isProbe && row.NextProbe > claim.Now) || !IsFree(row, claim) ? null : Take(row, claim);

    /// <summary>The holder of the lease reports.</summary>
    /// <param name="queue">Keys of the packs at the head of the queue, as many as the holder knows: only it removes them.</param>
    public static HolderStep Report(
        LaneRow row,
        LaneLease lease,
        LaneReport report,
        LaneClaim claim,
        IReadOnlyList<PackKey> queue
    )
    {
        if (row.Owner != lease.Owner || row.Holder != lease.Holder)
        {
            return new HolderStep(HolderVerdict.Lost, row, 0);
        }
        if (row.Step > lease.Step)
        {
            return new HolderStep(HolderVerdict.Written, row, 0);
        }
        var ledger = new LaneLedger(row);
        var removed = 0;
        foreach (var pack in report.Packs)
        {
            var isAccepted = ledger.Row.Accepted.Contains(pack.Pack.Key);
            if (isAccepted && !ledger.Row.IsEmpty && removed == queue.Count)
            {
                return new HolderStep(HolderVerdict.NeedsQueue, row, 0);
            }
            var isQueued = isAccepted && !ledger.Row.IsEmpty && queue[removed] == pack.Pack.Key;
            if (isAccepted && !isQueued)
            {
                // It waits behind others, or somebody else finished it: what was sent now is sent twice.
                ledger.Count(new LaneReport { Duplicates = new DuplicateTally { AfterCrash = pack.Tally.Total } });
                continue;
            }
            ledger.Book(pack, isQueued);
            removed += pack.IsFinished && isQueued ? 1 : 0;
        }
        ledger.Count(report);
        var next = GoOn(Renew(ledger.Row, claim), report, claim.Now);
        return new HolderStep(HolderVerdict.Write, next, removed);
    }

    private static LaneRow GoOn(LaneRow row, LaneReport report, DateTimeOffset now)
    {
        var madeProgress = report.Packs.Any(pack => pack.IsFinished || pack.Tally.Total > 0);
        var attempt = madeProgress ? null : row.Attempt;
        if (report.End is { } end && (row.IsEmpty || !end.OnlyIfEmpty))
        {
            return row with
            {
                // An orderly end is no crash, whatever was begun.
                Attempt = null,
                LeaseUntil = null,
                DownSince = end.NextProbe is null ? null : row.DownSince ?? now,
                NextProbe = end.NextProbe,
            };
        }
        if (report.Next is { } pack)
        {
            var done = row.Offset?.Pack == pack ? row.Offset.Done : 0;
            var starts = attempt?.Pack == pack && attempt.Done == done ? attempt.Starts : 0;
            attempt = new PackAttempt(pack, done, starts + 1);
        }
        return row with { Attempt = attempt };
    }

    private static bool IsFree(LaneRow row, LaneClaim claim) =>
        row.LeaseUntil is not { } until
        || until <= claim.Now
        || claim.Fate is HolderFate.Abandoned or HolderFate.Faulted
        || (claim.Fate == HolderFate.Dead && row.RenewedAt + LastRequest <= claim.Now);

    private static LaneRow Take(LaneRow row, LaneClaim claim)
    {
        // A holder of this process that storage made give up did not crash: its last start does not count.
        var attempt =
            claim.Fate != HolderFate.Abandoned || row.LeaseUntil is null ? row.Attempt
            : row.Attempt is { Starts: > 1 } begun ? begun with { Starts = begun.Starts - 1 }
            : null;
        return Renew(row, claim) with { Owner = row.Owner + 1, Holder = claim.Holder, Attempt = attempt };
    }

    private static LaneRow Renew(LaneRow row, LaneClaim claim) =>
        row with
        {
            Step = row.Step + 1,
            LeaseUntil = claim.Now + claim.Lease,
            RenewedAt = claim.Now,
        };

    private static DuplicateTally Repeat(LaneRow row, PackLabel pack) =>
        IsBefore(row.LastHub, pack.Hub)
            ? new DuplicateTally { Resent = pack.Lines }
            : new DuplicateTally { Redelivered = pack.Lines };

    private static bool IsBefore(HubPosition left, HubPosition right) =>
        left.Partition == right.Partition && left.SequenceNumber < right.SequenceNumber;
}
