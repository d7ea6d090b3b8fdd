using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Pbehaviors that look like downtimes of a customer, but of which no row is known: left by another program, by the reference connector, or by an
/// installation whose tables are gone. Only an operator decides about them.
/// </summary>
internal sealed class UnknownDowntimes(string customer, CustomerDowntimes downtimes, TimeProvider time)
{
    private const string Nobody = "";

    /// <param name="customers">The keys of all customers: what one of the others knows is never listed.</param>
    /// <param name="withReference">Also those named as the reference connector does; they can be anybody's who shares the Canopsis.</param>
    /// <returns>Null with the answer that was none.</returns>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    public async Task<(IReadOnlyList<ListedPbehavior>? Items, PbehaviorAnswer Answer)> FindAsync(
        IReadOnlyCollection<string> customers,
        bool withReference,
        CancellationToken cancellation
    )
    {
        var prefix = withReference ? DowntimeSettings.ReferencePrefix : DowntimeSettings.OwnPrefix(customer);
        var (listing, answer) = await downtimes.Client.ListAsync(prefix, time.GetUtcNow(), cancellation);
        if (listing is null)
        {
            return (null, answer);
        }
        var candidates = listing
            .Items.Where(item =>
                DowntimeOwners.IsOwn(item.Name, customer, customers)
                || (withReference && DowntimeOwners.IsReference(item.Name))
            )
            .ToDictionary(item => item.Name, StringComparer.Ordinal);
        foreach (var key in customers.Append(customer).Distinct(StringComparer.Ordinal))
        {
            var asked = candidates.Keys.Where(name => key == customer || MayKnow(key, name));
            foreach (var known in (await downtimes.Store.FindAsync(key, asked, cancellation)).Keys)
            {
                candidates.Remove(known);
            }
        }
        return ([.. candidates.Values.OrderBy(item => item.Name, StringComparer.Ordinal)], answer);
    }

    /// <summary>Why it cannot be taken over; null when it can.</summary>
    public static string? Refusal(ListedPbehavior item) =>
        item switch
        {
            { IsRecurring: true } => "it recurs",
            { Entity: null } => "its pattern is not one entity",
            { Start: null } or { Stop: null } => "it has no end",
            _ => null,
        };

    /// <summary>Makes them ours: they end with the downtimes of Centreon that they stand for.</summary>
    /// <returns>Those that were taken over; a row that exists by now stays as it is.</returns>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    public Task<int> AdoptAsync(IEnumerable<ListedPbehavior> items, CancellationToken cancellation) =>
        InsertAsync(items.Where(item => Refusal(item) is null), isPresent: true, cancellation);

    /// <summary>Makes them ours, unwanted, and deletes them.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    public async Task PurgeAsync(
        IReadOnlyList<ListedPbehavior> items,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        await InsertAsync(items, isPresent: false, cancellation);
        var rows = await downtimes.Store.FindAsync(customer, items.Select(item => item.Name), cancellation);
        await downtimes.Updater.RunAsync(
            [
                .. rows
                    .Values.Where(stored => !stored.Row.IsPresent)
                    .Select(stored => new DowntimeAction(DowntimeActionKind.Delete, stored)),
            ],
            update,
            cancellation
        );
    }

    private async Task<int> InsertAsync(
        IEnumerable<ListedPbehavior> items,
        bool isPresent,
        CancellationToken cancellation
    )
    {
        var inserted = 0;
        foreach (var item in items)
        {
            var row = Row(item, isPresent);
            if (await downtimes.Store.WriteAsync(customer, [new DowntimeChange(null, row)], cancellation) is not null)
            {
                inserted++;
            }
        }
        return inserted;
    }

    private DesiredDowntime Row(ListedPbehavior item, bool isPresent)
    {
        var now = time.GetUtcNow();
        return new DesiredDowntime(item.Name)
        {
            IsPresent = isPresent,
            IsAdopted = true,
            Revision = 1,
            ChangedAt = now,
            Body = new DowntimeBody
            {
                Name = item.Name,
                Author = Nobody,
                Start = item.Start ?? 0,
                Stop = item.Stop ?? 0,
                Entity = item.Entity ?? "",
            },
            Progress = isPresent
                ? DowntimeProgress.Pending.Shown(item.Id, now)
                : new DowntimeProgress { IsThere = true, Id = item.Id },
        };
    }

    // By the key in the name; a name of the reference connector says nothing.
    private static bool MayKnow(string key, string name) =>
        DowntimeOwners.IsReference(name) || name.StartsWith(DowntimeSettings.OwnPrefix(key), StringComparison.Ordinal);
}
