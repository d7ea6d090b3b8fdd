using Forwarder.Contracts.Packs;

namespace Forwarder.Functions.Delivery;

/// <summary>A pack that is being delivered.</summary>
/// <param name="done">Lines done by earlier holders.</param>
internal sealed class PackWork(LanePack pack, int done) : IDisposable
{
    private readonly Dictionary<DeadLetterReason, (DeadLetter First, int Lines)> dead = [];

    public LanePack Pack => pack;

    public int DoneBefore => done;

    /// <summary>Keeps the lines readable until the pack is finished; null when it is not opened.</summary>
    public PackContent? Content { get; set; }

    public DateTimeOffset Created => Content?.Header.Created ?? pack.Label.Hub.EnqueuedAt ?? DateTimeOffset.UnixEpoch;

    public bool IsFinished { get; private set; }

    public bool IsQuarantined { get; private set; }

    /// <summary>Since the last report.</summary>
    public LineTally Tally { get; private set; }

    /// <summary>Lines that became dead letters since the last report: the first one of each reason, and how many.</summary>
    public IEnumerable<(DeadLetter First, int Lines)> DeadLines => dead.Values;

    public void Book(PendingLine line)
    {
        Tally += line.Tally;
        if (line is { Letter: { } letter, IsQuarantine: false })
        {
            var (first, lines) = dead.GetValueOrDefault(letter.Reason, (letter, 0));
            dead[letter.Reason] = (first, lines + 1);
        }
        IsFinished |= line.IsLast;
        IsQuarantined |= line.IsQuarantine;
    }

    /// <returns>Null when there is nothing to report.</returns>
    public PackReport? Report() =>
        IsFinished || Tally.Total > 0
            ? new PackReport(pack.Label, Tally, IsFinished) { IsQuarantined = IsQuarantined }
            : null;

    public void Reported()
    {
        Tally = default;
        dead.Clear();
    }

    public void Dispose() => Content?.Dispose();
}
