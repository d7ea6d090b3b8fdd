using Azure;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Lanes whose packs name no known publisher, and what an operator decides about them. Packs are written where they go first and taken out of the lane
/// afterwards: a process that ends in between leaves them in both places, and the same decision again finishes what it began.
/// </summary>
internal sealed class UnclaimedLanes(
    ILaneStore store,
    LaneDirectory directory,
    LaneParking parking,
    IDeadLetters deadLetters
)
{
    /// <summary>What is given up is kept here: it never had a customer.</summary>
    public const string LettersOf = "unknown";

    // With the rows that a pack of the largest size needs they still fit into one transaction.
    private static readonly QueueLimit Portion = new(64, 2 * 1024 * 1024);

    /// <summary>The lanes that have packs, with their labels, in order.</summary>
    public async Task<IReadOnlyList<UnclaimedPacks>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<UnclaimedPacks>();
        foreach (var entry in await directory.ListAsync(parkedOnly: true, cancellation))
        {
            if (IsUnclaimed(entry.Publisher))
            {
                var lane = await store.ReadAsync(entry.Publisher, cancellation);
                var packs = await LabelsAsync(lane, cancellation);
                found.AddRange(
                    packs
                        .GroupBy(pack => pack.Label.Key.Epoch, StringComparer.Ordinal)
                        .Select(epoch => new UnclaimedPacks(
                            entry.Publisher,
                            epoch.Key,
                            [.. epoch.Select(pack => pack.Label)]
                        ))
                );
            }
        }
        return [.. found.OrderBy(packs => packs.Lane, StringComparer.Ordinal)];
    }

    /// <summary>Moves packs behind the queue of a publisher. Those that its lane has accepted before are only taken out.</summary>
    /// <param name="epoch">Null for all.</param>
    /// <returns>How many packs left the lane.</returns>
    /// <exception cref="RequestFailedException">Table storage failed; some packs may have moved.</exception>
    public Task<int> AssignAsync(string lane, string? epoch, PublisherId publisher, CancellationToken cancellation) =>
        TakeOutAsync(
            lane,
            epoch,
            // Accepted before means by this decision, or by the hub: that it comes again from here is no repeat of the agent's.
            async packs =>
                await parking.ParkAsync(publisher.ToString(), packs, [.. packs.Select(pack => pack.Key)], cancellation),
            static (ledger, pack) => ledger.GiveAway(pack),
            cancellation
        );

    /// <summary>Gives packs up; each is kept as a discarded dead letter.</summary>
    /// <param name="epoch">Null for all.</param>
    /// <param name="by">Who decided.</param>
    /// <returns>How many packs left the lane.</returns>
    /// <exception cref="RequestFailedException">Table storage failed; some packs may be given up.</exception>
    public Task<int> DiscardAsync(string lane, string? epoch, string by, CancellationToken cancellation) =>
        TakeOutAsync(
            lane,
            epoch,
            async packs =>
            {
                List<DeadLetter> letters = [.. packs.Select(pack => LetterOf(lane, pack, by))];
                await deadLetters.AddAsync(letters, cancellation);
                await deadLetters.SettleAsync(
                    LettersOf,
                    [
                        .. letters.Select(letter => new LetterFate(
                            DeadLetterEntity.RowKey(letter),
                            DeadLetterState.Discarded,
                            null
                        )),
                    ],
                    cancellation
                );
            },
            static (ledger, pack) => ledger.GiveUp(pack),
            cancellation
        );

    /// <summary>Whether nobody delivers it.</summary>
    public static bool IsUnclaimed(string lane) => !PublisherId.TryParse(lane, out _);

    private async Task<int> TakeOutAsync(
        string publisher,
        string? epoch,
        Func<IReadOnlyList<LanePack>, Task> write,
        Action<LaneLedger, PackLabel> book,
        CancellationToken cancellation
    )
    {
        var taken = 0;
        for (var conflicts = 0; conflicts < HeldLane.MostConflicts; conflicts++)
        {
            var lane = await store.ReadAsync(publisher, cancellation);
            var waiting = new SortedSet<long>();
            var chosen = new SortedSet<long>();
            foreach (var pack in await LabelsAsync(lane, cancellation))
            {
                waiting.Add(pack.Ordinal);
                if (epoch is null || pack.Label.Key.Epoch == epoch)
                {
                    chosen.Add(pack.Ordinal);
                }
            }
            // Nobody else takes packs out unless the row changes.
            var end = lane.Row.Tail;
            var current = lane;
            while (current is not null && chosen.Count > 0)
            {
                var read = await store.QueueAsync(publisher, chosen.Min, Portion, cancellation);
                List<ParkedPack> packs = [.. read.Where(pack => chosen.Contains(pack.Ordinal))];
                if (packs.Count == 0)
                {
                    break;
                }
                await write([.. packs.Select(pack => pack.Pack)]);
                var ledger = new LaneLedger(current.Row);
                foreach (var pack in packs)
                {
                    book(ledger, pack.Label);
                    waiting.Remove(pack.Ordinal);
                    chosen.Remove(pack.Ordinal);
                }
                var row = ledger.Row with { Head = waiting.Count > 0 ? waiting.Min : end };
                current = await store.WriteAsync(current, row, [], packs, cancellation);
                taken += current is null ? 0 : packs.Count;
                conflicts = current is null ? conflicts : 0;
            }
            if (current is not null && chosen.Count == 0)
            {
                return taken;
            }
        }
        throw new RequestFailedException(412, $"The row of lane {publisher} changes all the time.");
    }

    private async Task<IEnumerable<ParkedPack>> LabelsAsync(StoredLane lane, CancellationToken cancellation) =>
        lane.Row.IsEmpty
            ? []
            : (
                await store.QueueAsync(
                    lane.Publisher,
                    lane.Row.Head,
                    new QueueLimit(int.MaxValue, WithBodies: false),
                    cancellation
                )
            ).Where(pack => pack.Ordinal < lane.Row.Tail);

    private static DeadLetter LetterOf(string lane, LanePack pack, string by) =>
        new(
            LettersOf,
            lane,
            pack.Key,
            0,
            pack.Label.Hub.EnqueuedAt ?? DateTimeOffset.UnixEpoch,
            DeadLetterReason.Unclaimed,
            pack.Body
        )
        {
            Detail = $"discarded by {by}",
            Lines = pack.Label.Lines,
        };
}
