using Forwarder.Contracts.Packs;

namespace Forwarder.Functions.Delivery;

/// <summary>A pack that is being delivered.</summary>
/// <param name="done">Lines done by earlier holders.</param>
internal sealed class PackWork(LanePack pack, int done) : IDisposable
{
    public LanePack Pack => pack;

    public int DoneBefore => done;

    /// <summary>Keeps the lines readable until the pack is finished; null when it is not opened.</summary>
    public PackContent? Content { get; set; }

    public DateTimeOffset Created => Content?.Header.Created ?? pack.Label.Hub.EnqueuedAt ?? DateTimeOffset.UnixEpoch;

    public bool IsFinished { get; private set; }

    public bool IsQuarantined { get; private set; }

    /// <summary>Since the last report.</summary>
    public LineTally Tally { get; private set; }

    public void Book(PendingLine line)
    {
        Tally += line.Tally;
        IsFinished |= line.IsLast;
        IsQuarantined |= line.IsQuarantine;
    }

    /// <returns>Null when there is nothing to report.</returns>
    public PackReport? Report() =>
        IsFinished || Tally.Total > 0
            ? new PackReport(pack.Label, Tally, IsFinished) { IsQuarantined = IsQuarantined }
            : null;

    public void Reported() => Tally = default;

    public void Dispose() => Content?.Dispose();
}
