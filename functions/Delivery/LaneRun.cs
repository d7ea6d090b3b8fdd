using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Status;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Delivers packs of one lane in order while its lease is held, across packs in requests as large as the customer allows, and reports progress.
/// Stops at the first event that has to wait, so that nothing overtakes it.
/// </summary>
/// <param name="isCareful">Each pack is announced before it is opened, because one of them may end the process.</param>
/// <param name="isOver">Whether the time is up: no further request is begun.</param>
internal sealed class LaneRun(
    HeldLane lane,
    DeliveryTarget target,
    LetterBook letters,
    bool isCareful,
    Func<bool> isOver,
    TimeProvider time,
    ILogger logger,
    AgentHeartbeats? heartbeats
) : IDisposable
{
    /// <summary>Lines that wait to be booked: a pack may hold many that are not sent at all.</summary>
    private const int MostPending = 2000;

    private readonly EventChunk chunk = new(target.Route.MaxEventsPerRequest);
    private readonly ChunkSender sender = new(target.Route, time);
    private readonly DowntimeBatch downtimes = new();
    private readonly List<PendingLine> pending = [];
    private readonly RunProgress progress = new(time);
    private readonly DeadLines dead = new(lane.Publisher, target.Customer, logger);

    /// <summary>The holder before ended without recording its last request: the first one may repeat it.</summary>
    public bool MayRepeat { get; set; }

    /// <summary>Called when Canopsis has answered.</summary>
    public Action? Answered { get; init; }

    /// <summary>Packs finished, of all that were given.</summary>
    public int Finished { get; private set; }

    /// <summary>What was reported.</summary>
    public LineTally Done { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Statuses not to be sent; only known for packs of the queue.</summary>
    public SupersededStatuses? Superseded { get; set; }

    /// <returns>Null when everything was delivered; it may not be reported yet.</returns>
    public async Task<BlockReason?> DeliverAsync(IEnumerable<LanePack> packs, CancellationToken cancellation)
    {
        foreach (var pack in packs)
        {
            if (await TakeAsync(pack, cancellation) is { } blocked)
            {
                return blocked;
            }
        }
        return await FlushAllAsync(cancellation);
    }

    /// <summary>Reports what was done.</summary>
    /// <returns>False when the lease is lost.</returns>
    public async Task<bool> ReportAsync(LaneEnd? end, CancellationToken cancellation, PackKey? next = null)
    {
        if (!await lane.ReportAsync(progress.Report(end, next), cancellation))
        {
            return false;
        }
        Done += progress.Reported(dead.Tell);
        return true;
    }

    public void Dispose() => progress.Dispose();

    private async Task<BlockReason?> TakeAsync(LanePack pack, CancellationToken cancellation)
    {
        // What becomes of the letters of a redrive pack depends on everything before it.
        if (
            (isCareful || RedrivePack.Is(pack.Key) || progress.HoldsMuch)
            && await FlushAllAsync(cancellation) is { } blocked
        )
        {
            return blocked;
        }
        if (isCareful && !await ReportAsync(null, cancellation, pack.Key))
        {
            return BlockReason.LeaseLost;
        }
        var offset = lane.Row.Offset;
        var work = new PackWork(pack, offset?.Pack == pack.Key ? offset.Done : 0);
        progress.Begin(work);
        await letters.OpenAsync(pack.Key, cancellation);
        if (isCareful && !lane.MayOpenNext)
        {
            return Wait(dead.Quarantined(work, DeadLetterReason.EndsProcess, null));
        }
        try
        {
            work.Content = PackReader.Open(pack.Body);
        }
        catch (PackFormatException later) when (later.Fault == PackFault.UnknownVersion)
        {
            LaneLog.UnknownVersion(logger, lane.Publisher, pack.Key.Epoch, pack.Key.Sequence);
            return await FlushAllAsync(cancellation) ?? BlockReason.UnknownVersion;
        }
        catch (PackFormatException unreadable)
        {
            return Wait(dead.Quarantined(work, DeadLetterReason.Unreadable, unreadable.Fault));
        }
        return await TakeLinesAsync(work, cancellation);
    }

    private async Task<BlockReason?> TakeLinesAsync(PackWork work, CancellationToken cancellation)
    {
        var line = 0;
        foreach (var text in work.Content!)
        {
            if (++line <= work.DoneBefore)
            {
                continue;
            }
            var blocked = Known(work.Pack.Key, line) is { } known
                ? Wait(new PendingLine(work, line, text) { Tally = known })
                : await TakeLineAsync(work, line, text, cancellation);
            blocked ??= chunk.IsFull || pending.Count >= MostPending ? await FlushAsync(cancellation) : null;
            if (blocked is not null)
            {
                return blocked;
            }
        }
        pending.Add(new PendingLine(work, line + 1, default) { IsLast = true });
        return null;
    }

    // What becomes of a line that is not to be sent.
    private LineTally? Known(PackKey pack, int line) =>
        Superseded?.Contains(pack, line) == true ? new LineTally { Superseded = 1 } : letters.Settled(pack, line);

    private BlockReason? Wait(PendingLine line)
    {
        pending.Add(line);
        return null;
    }

    private async Task<BlockReason?> TakeLineAsync(
        PackWork work,
        int line,
        ReadOnlyMemory<byte> text,
        CancellationToken cancellation
    )
    {
        var result = chunk.Add(target.Mapper, text.Span);
        var mapped = new PendingLine(work, line, text);
        if (result.Kind == EventKind.Heartbeat)
        {
            heartbeats?.Note(lane.Publisher, text.Span);
        }
        switch (result)
        {
            case { Verdict: MappingVerdict.Mapped }:
                // Nothing overtakes a downtime: the chunk holds this event alone now.
                return downtimes.IsEmpty || await StoreDowntimesAsync(cancellation) is not { } blocked
                    ? Wait(mapped with { IsInChunk = true })
                    : blocked;
            case { Verdict: MappingVerdict.Refused }:
                return Wait(dead.Of(mapped, DeadLetterReason.Invalid, null, result.Refusal));
            case { Kind: EventKind.Downtime } when target.Downtimes is not null:
                return await TakeDowntimeAsync(mapped, target.Downtimes, cancellation);
            default:
                return Wait(
                    mapped with
                    {
                        Tally = result.Kind switch
                        {
                            EventKind.Heartbeat => new LineTally { Heartbeats = 1 },
                            EventKind.Unknown => new LineTally { Unknown = 1 },
                            _ => new LineTally { NotMapped = 1 },
                        },
                    }
                );
        }
    }

    private async Task<BlockReason?> TakeDowntimeAsync(
        PendingLine mapped,
        LaneDowntimes lanes,
        CancellationToken cancellation
    )
    {
        if (!PublisherId.TryParse(lane.Publisher, out var publisher))
        {
            return Wait(mapped with { Tally = new LineTally { NotMapped = 1 } });
        }
        var read = lanes.Read(mapped.Text.Span, publisher);
        if (read.Refusal is not null)
        {
            return Wait(dead.Of(mapped, DeadLetterReason.Invalid, null, read.Refusal));
        }
        if (read.Downtime is not { } downtime)
        {
            return Wait(mapped with { Tally = new LineTally { NotMapped = 1 } });
        }
        // A downtime overtakes nothing either.
        if (chunk.SendableCount > 0 && await FlushAllAsync(cancellation) is { } blocked)
        {
            return blocked;
        }
        var at = new EventPosition(mapped.Work.Pack.Key.Epoch, mapped.Work.Pack.Key.Sequence, mapped.Line);
        if (!downtimes.TryAdd(downtime, at))
        {
            if (await StoreDowntimesAsync(cancellation) is { } alsoBlocked)
            {
                return alsoBlocked;
            }
            downtimes.TryAdd(downtime, at);
        }
        return Wait(
            mapped with
            {
                Tally = lanes.IsSent ? new LineTally { DesiredState = 1 } : new LineTally { NotMapped = 1 },
                WaitsForDowntimes = !downtimes.IsEmpty,
            }
        );
    }

    // The desired states are what counts: with them the lane goes on, whatever Canopsis says to the requests.
    private async Task<BlockReason?> StoreDowntimesAsync(CancellationToken cancellation)
    {
        if (isOver())
        {
            return BlockReason.OutOfTime;
        }
        if (await LeasedTimeAsync(cancellation) is not { } leased)
        {
            return BlockReason.LeaseLost;
        }
        var actions = await target.Downtimes!.StoreAsync(downtimes, cancellation);
        downtimes.Clear();
        for (var i = 0; i < pending.Count; i++)
        {
            pending[i] = pending[i] with { WaitsForDowntimes = false };
        }
        await BookAsync([], cancellation);
        await target.Downtimes.UpdateAsync(actions, leased, cancellation);
        return await ReportIfDueAsync(cancellation) ? null : BlockReason.LeaseLost;
    }

    private async Task<BlockReason?> FlushAllAsync(CancellationToken cancellation)
    {
        while (pending.Count > 0)
        {
            if (await FlushAsync(cancellation) is { } blocked)
            {
                return blocked;
            }
        }
        return null;
    }

    private async Task<BlockReason?> FlushAsync(CancellationToken cancellation)
    {
        if (!downtimes.IsEmpty)
        {
            return await StoreDowntimesAsync(cancellation);
        }
        var result = new ChunkResult([], null, default);
        if (chunk.SendableCount > 0)
        {
            if (isOver())
            {
                result = result with { Blocked = BlockReason.OutOfTime };
            }
            else if (await LeasedTimeAsync(cancellation) is { } leased)
            {
                result = await sender.SendAsync(chunk, chunk.SendableCount, new Deadline(time, leased), cancellation);
                Answered?.Invoke();
            }
            else
            {
                return BlockReason.LeaseLost;
            }
        }
        // Who slept over its lease leaves no dead letters: another holder may have sent the events meanwhile, and looked for letters before.
        if (lane.Remaining <= TimeSpan.Zero && !await ReportAsync(null, cancellation))
        {
            return BlockReason.LeaseLost;
        }
        if (MayRepeat && result.Fates.Count > 0)
        {
            progress.Count(new DuplicateTally { AfterCrash = result.Fates.Count });
            MayRepeat = false;
        }
        progress.Count(result.Duplicates);
        RetryAfter = result.RetryAfter;
        await BookAsync(result.Fates, cancellation);
        return result.Blocked is not null || await ReportIfDueAsync(cancellation)
            ? result.Blocked
            : BlockReason.LeaseLost;
    }

    /// <returns>False when the lease is lost.</returns>
    private async Task<bool> ReportIfDueAsync(CancellationToken cancellation) =>
        !(isCareful || progress.IsDue) || await ReportAsync(null, cancellation);

    /// <summary>For how long attempts may be started; null when the lease is lost.</summary>
    private async Task<TimeSpan?> LeasedTimeAsync(CancellationToken cancellation)
    {
        var forOne = target.Route.AttemptTimeout + DeliveryTarget.Margin;
        if (lane.Remaining <= forOne && !await ReportAsync(null, cancellation))
        {
            return null;
        }
        return lane.Remaining - forOne;
    }

    // Books lines in order up to the first that waits. Dead letters are stored before the report that counts them.
    private async Task BookAsync(IReadOnlyList<EventFate> fates, CancellationToken cancellation)
    {
        var events = 0;
        var booked = 0;
        await letters.PrepareAsync(cancellation);
        foreach (var waiting in pending)
        {
            var line = waiting;
            if (line.WaitsForDowntimes)
            {
                break;
            }
            if (line.IsInChunk)
            {
                if (events == fates.Count || !fates[events].IsDone)
                {
                    break;
                }
                var fate = fates[events++];
                line = fate.Reason is { } reason
                    ? dead.Of(line, reason, fate.Status, null)
                    : line with
                    {
                        Tally = new LineTally { Delivered = 1 },
                    };
            }
            letters.Book(line);
            line.Work.Book(line);
            Finished += line.IsLast ? 1 : 0;
            booked++;
        }
        pending.RemoveRange(0, booked);
        chunk.RemoveFirst(events);
        var (opened, delivered) = await letters.FlushAsync(cancellation);
        progress.CountLetters(opened, delivered);
    }
}
