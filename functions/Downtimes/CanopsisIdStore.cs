using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Downtimes;

/// <summary>What was looked up in Canopsis, in table <c>canopsisids</c>: one partition per customer, the key is kind and encoded name.</summary>
internal sealed class CanopsisIdStore(TableClient table)
{
    public const string TableName = "canopsisids";

    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<(CachedId Cached, ETag? ETag)> ReadAsync(
        string customer,
        string kind,
        string name,
        CancellationToken cancellation
    )
    {
        var entity = await table.GetAsync(customer, RowKey(kind, name), cancellation);
        return entity is null
            ? (CachedId.Unknown, null)
            : (new CachedId(entity.Text("value"), entity.Time("asked_at"), entity.Time("busy_until")), entity.ETag);
    }

    /// <param name="version">The version to be replaced; null for a new row.</param>
    /// <returns>Null when somebody else has written meanwhile.</returns>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<ETag?> WriteAsync(
        string customer,
        string kind,
        string name,
        CachedId cached,
        ETag? version,
        CancellationToken cancellation
    )
    {
        var entity = new TableEntity(customer, RowKey(kind, name))
        {
            ["value"] = cached.Value,
            ["asked_at"] = cached.AskedAt,
            ["busy_until"] = cached.BusyUntil,
        };
        try
        {
            var operation = version is { } known
                ? TableOperation.Replace(entity, known)
                : TableOperation.Insert(entity);
            return await table.ExecuteAsync(operation, cancellation);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static string RowKey(string kind, string name) => TableKey.Encode($"{kind}!{name}");
}
