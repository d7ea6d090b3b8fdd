namespace Forwarder.Functions.Delivery;

/// <summary>
/// What the run of a lane does to dead letters: adds new ones, finds open ones that a delivered event supersedes, and records what becomes of those that are
/// sent again. Everything is stored before the report that counts it.
/// </summary>
internal sealed class LetterBook(IDeadLetters store, OpenLetterCache cache, HeldLane lane, string customer)
{
    private readonly Dictionary<PackKey, RedriveManifest> manifests = [];
    private readonly List<DeadLetter> added = [];
    private readonly List<LetterFate> fates = [];
    private OpenLetters? open;
    private long drift;

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

    /// <summary>Whether a line of a redrive pack is not to be sent: a later event was delivered since, or it was given up.</summary>
    /// <param name="line">Counted from 1.</param>
    public bool Skips(PackKey pack, int line) =>
        manifests.TryGetValue(pack, out var manifest)
        && !manifest.IsWhole
        && line <= manifest.Letters.Count
        && manifest.Letters[line - 1].State switch
        {
            DeadLetterState.Sending => false,
            DeadLetterState.Superseded => !manifest.IsForced,
            _ => true,
        };

    /// <summary>Before lines are booked.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (open is null && lane.Row.Counters.OpenDeadLetters > 0)
        {
            (open, drift) = await cache.OfAsync(customer, lane, cancellation);
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
        else if (line.Tally.Delivered > 0)
        {
            Supersede(line.Text.Span, null);
        }
    }

    /// <returns>How the number of open letters changes, and how many were delivered at last.</returns>
    public async Task<(long Open, long Redriven)> FlushAsync(CancellationToken cancellation)
    {
        var change = drift;
        drift = 0;
        if (added.Count > 0)
        {
            if (open is null)
            {
                (open, var found) = await cache.OfAsync(customer, lane, cancellation);
                change += found;
            }
            await store.AddAsync(added, cancellation);
            change += added.Count;
            Remember();
        }
        var redriven = fates.Count(fate => fate.State == DeadLetterState.Delivered);
        if (fates.Count > 0)
        {
            change -= await store.SettleAsync(customer, fates, cancellation);
            fates.Clear();
        }
        return (change, redriven);
    }

    private void Remember()
    {
        foreach (var letter in added.Where(letter => letter.About is not null))
        {
            open!.Add(new OpenLetter(DeadLetterEntity.RowKey(letter), letter.About!, letter.IsStatus, null));
        }
        added.Clear();
    }

    /// <param name="before">Key of the letter that the line was, when it is sent again: only older ones are superseded by it.</param>
    private void Supersede(ReadOnlySpan<byte> line, string? before)
    {
        // Those of this very booking are older, too.
        var isAdded = added.Exists(letter => letter.About is not null);
        if ((open is null or { IsEmpty: true } && !isAdded) || LineObject.Later(line) is not { } later)
        {
            return;
        }
        if (before is not null)
        {
            open?.Remove(later.About, before);
        }
        foreach (var letter in open?.TakeSuperseded(later, before) ?? [])
        {
            fates.Add(new LetterFate(letter.RowKey, DeadLetterState.Superseded, letter.ETag));
        }
        if (!isAdded)
        {
            return;
        }
        foreach (var letter in added.Where(letter => letter.About == later.About && letter.IsStatus && later.IsStatus))
        {
            fates.Add(new LetterFate(DeadLetterEntity.RowKey(letter), DeadLetterState.Superseded, null));
        }
    }

    private void BookRedriven(RedriveManifest manifest, PendingLine line)
    {
        if (line.IsQuarantine)
        {
            foreach (var letter in manifest.Letters.Where(letter => letter.State == DeadLetterState.Sending))
            {
                fates.Add(Again(letter, line.Letter!));
            }
        }
        else if (line.IsLast && manifest.IsWhole)
        {
            fates.Add(new LetterFate(manifest.Letters[0].RowKey, DeadLetterState.Delivered, manifest.Letters[0].ETag));
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
        if (line.Letter is not null)
        {
            fates.Add(Again(letter, line.Letter));
            return;
        }
        if (line.Tally.Superseded > 0)
        {
            fates.Add(new LetterFate(letter.RowKey, DeadLetterState.Superseded, letter.ETag));
            return;
        }
        fates.Add(new LetterFate(letter.RowKey, DeadLetterState.Delivered, letter.ETag));
        if (line.Tally.Delivered > 0)
        {
            Supersede(line.Text.Span, letter.RowKey);
        }
    }

    private static LetterFate Again(RedriveLetter letter, DeadLetter refused) =>
        new(letter.RowKey, DeadLetterState.Open, letter.ETag)
        {
            Reason = refused.Reason,
            Status = refused.Status,
            Detail = refused.Detail,
        };
}
