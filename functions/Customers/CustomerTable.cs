using System.Text.Json;
using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Customers;

/// <summary>Table <c>customers</c>: one row for each customer. Faults of the storage are <see cref="RequestFailedException"/>.</summary>
internal sealed class CustomerTable(TableClient table, TimeProvider time)
{
    public const string TableName = "customers";

    private const string PartitionKey = "customer";

    public async Task<IReadOnlyList<CustomerRow>> ListAsync(CancellationToken cancellation)
    {
        var rows = new List<CustomerRow>();
        await foreach (var entity in table.QueryAsync(TableFilter.Partition(PartitionKey), cancellation))
        {
            rows.Add(Read(entity));
        }
        return rows;
    }

    /// <returns>Null if there is no such customer.</returns>
    public async Task<CustomerRow?> GetAsync(string key, CancellationToken cancellation) =>
        await table.GetAsync(PartitionKey, key, cancellation) is { } entity ? Read(entity) : null;

    /// <returns>False if there is such a customer already.</returns>
    /// <exception cref="TableLimitException">Its parameters are too large for a row.</exception>
    public Task<bool> AddAsync(CustomerRow row, CancellationToken cancellation) =>
        TryAsync(TableOperation.Insert(Write(row)), 409, cancellation);

    /// <returns>False if somebody else changed it since it was read.</returns>
    /// <exception cref="TableLimitException">Its parameters are too large for a row.</exception>
    public Task<bool> ReplaceAsync(CustomerRow row, ETag read, CancellationToken cancellation) =>
        TryAsync(TableOperation.Replace(Write(row), read), 412, cancellation);

    /// <returns>False if there is no such customer.</returns>
    public Task<bool> PauseAsync(string key, bool isPaused, CancellationToken cancellation) =>
        TryAsync(
            TableOperation.Merge(
                new TableEntity(PartitionKey, key) { ["paused"] = isPaused, ["changed_at"] = time.GetUtcNow() },
                ETag.All
            ),
            404,
            cancellation
        );

    /// <returns>False if there is no such customer.</returns>
    public Task<bool> RemoveAsync(string key, CancellationToken cancellation) =>
        TryAsync(TableOperation.Delete(PartitionKey, key, ETag.All), 404, cancellation);

    private async Task<bool> TryAsync(TableOperation change, int refusal, CancellationToken cancellation)
    {
        try
        {
            await table.ExecuteAsync(change, cancellation);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status == refusal)
        {
            return false;
        }
    }

    private TableEntity Write(CustomerRow row)
    {
        var entity = new TableEntity(PartitionKey, row.Key)
        {
            ["paused"] = row.IsPaused,
            ["changed_at"] = time.GetUtcNow(),
        };
        ChunkedBinary.Set(entity, "parameters", System.Text.Encoding.UTF8.GetBytes(row.Parameters));
        if (row.Files.Count > 0)
        {
            var files = JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, string>(row.Files, StringComparer.Ordinal),
                CustomersJson.Default.DictionaryStringString
            );
            ChunkedBinary.Set(entity, "files", files);
        }
        return entity;
    }

    // Rows can be written with any tool: what is wrong with one is its own customer's problem.
    private static CustomerRow Read(TableEntity entity)
    {
        var files = ReadFiles(ChunkedBinary.Get(entity, "files"));
        return new(
            entity.RowKey,
            System.Text.Encoding.UTF8.GetString(ChunkedBinary.Get(entity, "parameters") ?? []),
            files ?? new Dictionary<string, string>(StringComparer.Ordinal),
            entity.Flag("paused"),
            entity.Time("changed_at") ?? default
        )
        {
            ETag = entity.ETag,
            Fault = files is null
                ? new(
                    "files",
                    null,
                    "The row holds no JSON object of texts there. Store the customer again: forwarder customers add --replace."
                )
                : null,
        };
    }

    /// <returns>Null when they cannot be read.</returns>
    private static Dictionary<string, string>? ReadFiles(byte[]? files)
    {
        try
        {
            return files is null ? [] : JsonSerializer.Deserialize(files, CustomersJson.Default.DictionaryStringString);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for text that is no Unicode.
            return null;
        }
    }
}
