namespace Forwarder.Functions.Delivery;

/// <summary>
/// What the run of a lane does to dead letters: adds new ones, finds open ones that a delivered event supersedes, and records what becomes of those that are
/// sent again. Everything is stored before the report that counts it.
/// </summary>
internal sealed class LetterBook(
    IDeadLetters store,
    OpenLetterCache cache,
    HeldLane lane,
    string customer,
    bool isTakeover
)
{
    private readonly Dictionary<PackKey, RedriveManifest> manifests = [];
    private readonly List<DeadLetter> added = [];
    private readonly Dictionary<string, LetterFate> fates = new(StringComparer.Ordinal);
    private OpenLetters? open;
    private long drift;
    private long redriven;

    /// <summary>Before lines of a pack are taken.</summary>
    public async Task OpenAsync(PackKey pack, CancellationToken cancellation)
    {
        if (
            RedrivePack.Is(pack)
            && await store.ManifestAsync(customer, lane.Publisher, pack.Sequence, cancellation) is { } manifest
        )
        {
            manifests[pack] = manifest;
        }
    }

    /// <summary>What has become of a line of a redrive pack already: a later event was delivered since, it was given up, or a holder that ended had sent it.</summary>
    /// <param name="line">Counted from 1.</param>
    /// <returns>Null for a line that is to be sent.</returns>
    public LineTally? Settled(PackKey pack, int line) =>
        !manifests.TryGetValue(pack, out var manifest) || manifest.IsWhole || line > manifest.Letters.Count
            ? null
            : manifest.Letters[line - 1].State switch
            {
                DeadLetterState.Sending => null,
                DeadLetterState.Superseded when manifest.IsForced => null,
                DeadLetterState.Superseded => new LineTally { Superseded = 1 },
                DeadLetterState.Delivered => new LineTally { Delivered = 1 },
                _ => new LineTally { DeadLettered = 1 },
            };

    /// <summary>Before lines are booked.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (open is null)
        {
            (open, drift) = await cache.OfAsync(customer, lane, isTakeover, cancellation);
        }
    }

    public void Book(PendingLine line)
    {
        if (manifests.TryGetValue(line.Work.Pack.Key, out var manifest))
        {
            BookRedriven(manifest, line);
        }
        else if (line.Letter is { } letter)
        {
            added.Add(letter);
        }
        else if (line.Tally.Superseded == 0 && (!open!.IsEmpty || added.Count > 0))
        {
            BookTaken(line);
        }
    }

    /// <returns>How the number of open letters changes, and how many were delivered at last.</returns>
    public async Task<(long Open, long Redriven)> FlushAsync(CancellationToken cancellation)
    {
        var change = drift;
        drift = 0;
        if (added.Count > 0)
        {
            await store.AddAsync(added, cancellation);
            // One that a holder before had added is known and counted.
            change += added.LongCount(letter => open!.Add(Opened(DeadLetterEntity.RowKey(letter), letter)));
            added.Clear();
        }
        if (fates.Count > 0)
        {
            change -= await store.SettleAsync(customer, [.. fates.Values], cancellation);
            foreach (var fate in fates.Values.Where(fate => fate.State != DeadLetterState.Open))
            {
                open!.Take(fate.RowKey);
            }
            fates.Clear();
        }
        var delivered = redriven;
        redriven = 0;
        return (change, delivered);
    }

    private void BookTaken(PendingLine line)
    {
        var key = DeadLetterEntity.RowKey(
            line.Work.Created,
            lane.Publisher,
            line.Work.Pack.Key,
            line.IsLast ? 0 : line.Line
        );
        // Left by a holder that ended before it reported; this time the event was taken.
        if (open!.Take(key) is { } own)
        {
            Decide(new LetterFate(key, DeadLetterState.Delivered, own.ETag) { LeavesRedrive = true });
        }
        if (line.Tally.Delivered > 0)
        {
            // Such a holder may have left letters of what comes after this line, too.
            Supersede(line.Text.Span, letter => !LetterKeys.IsAfter(letter, key));
        }
    }

    /// <param name="isOlder">Whether the letter with this key is older than the line.</param>
    private void Supersede(ReadOnlySpan<byte> line, Func<string, bool> isOlder)
    {
        // Those of this very booking are older, too.
        var isAdded = added.Exists(letter => letter.About is not null);
        if ((open!.IsEmpty && !isAdded) || LineObject.Later(line) is not { } later)
        {
            return;
        }
        foreach (var letter in open.TakeSuperseded(later, isOlder))
        {
            Decide(new LetterFate(letter.RowKey, DeadLetterState.Superseded, letter.ETag));
        }
        foreach (var letter in added)
        {
            if (letter.About == later.About && later.Supersedes(letter.IsStatus))
            {
                Decide(new LetterFate(DeadLetterEntity.RowKey(letter), DeadLetterState.Superseded, null));
            }
        }
    }

    private void BookRedriven(RedriveManifest manifest, PendingLine line)
    {
        if (line.IsQuarantine)
        {
            foreach (var letter in manifest.Letters.Where(letter => letter.State == DeadLetterState.Sending))
            {
                Decide(Again(letter, line.Letter!));
            }
        }
        else if (line.IsLast && manifest.IsWhole)
        {
            BookDelivered(manifest.Letters[0]);
        }
        else if (manifest.IsWhole && line.Letter is { } single)
        {
            added.Add(single);
        }
        else if (!line.IsLast && !manifest.IsWhole && line.Line <= manifest.Letters.Count)
        {
            BookLine(manifest.Letters[line.Line - 1], line);
        }
    }

    private void BookLine(RedriveLetter letter, PendingLine line)
    {
        if (line.Letter is null || letter.State != DeadLetterState.Sending)
        {
            BookDelivered(letter);
            if (line.Tally.Delivered > 0)
            {
                Supersede(line.Text.Span, key => string.CompareOrdinal(key, letter.RowKey) < 0);
            }
            return;
        }
        Decide(Again(letter, line.Letter));
        // It may have been superseded, and not be known as open, when it was sent.
        open!.Add(Opened(letter.RowKey, line.Letter));
    }

    // What was decided about a letter since stays. A holder that ended had delivered it, but not counted it.
    private void BookDelivered(RedriveLetter letter)
    {
        if (letter.State == DeadLetterState.Sending)
        {
            Decide(new LetterFate(letter.RowKey, DeadLetterState.Delivered, letter.ETag));
        }
        redriven += letter.State is DeadLetterState.Sending or DeadLetterState.Delivered ? 1 : 0;
    }

    // Only what waits again can still be superseded.
    private void Decide(LetterFate fate)
    {
        if (!fates.TryGetValue(fate.RowKey, out var before) || before.State == DeadLetterState.Open)
        {
            fates[fate.RowKey] = fate;
        }
    }

    private static OpenLetter Opened(string rowKey, DeadLetter letter) =>
        new(rowKey, letter.About ?? "", letter.IsStatus, null);

    private static LetterFate Again(RedriveLetter letter, DeadLetter refused) =>
        new(letter.RowKey, DeadLetterState.Open, letter.ETag)
        {
            Reason = refused.Reason,
            Status = refused.Status,
            Detail = refused.Detail,
        };
}
