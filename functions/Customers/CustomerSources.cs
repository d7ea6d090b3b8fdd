using System.Collections.Frozen;
using Azure;

namespace Forwarder.Functions.Customers;

/// <summary>
/// Where customers come from: the table, which operators write by <c>forwarder customers</c>, and a folder for local work. A customer in both is taken
/// from the folder. What cannot be read at this moment is as it was read before.
/// </summary>
/// <param name="table">Null in tests that need none.</param>
/// <param name="folder">Null when the app has none.</param>
internal sealed class CustomerSources(CustomerTable? table, CustomerFolder? folder, ILogger logger)
{
    private IReadOnlyDictionary<string, CustomerDocument>? ofTable;
    private IReadOnlyDictionary<string, CustomerDocument>? ofFolder;

    /// <returns>The documents by customer, or null when nothing could be read.</returns>
    /// <exception cref="RequestFailedException">The table was never read until now and cannot be: nobody knows which customers there are.</exception>
    public async Task<IReadOnlyDictionary<string, CustomerDocument>?> ReadAsync(CancellationToken cancellation)
    {
        ReadFolder();
        await ReadTableAsync(cancellation);
        if (ofFolder is null && ofTable is null)
        {
            return null;
        }
        var documents = new SortedDictionary<string, CustomerDocument>(StringComparer.Ordinal);
        foreach (var (key, document) in ofTable ?? FrozenDictionary<string, CustomerDocument>.Empty)
        {
            documents[key] = document;
        }
        foreach (var (key, document) in ofFolder ?? FrozenDictionary<string, CustomerDocument>.Empty)
        {
            if (!documents.TryAdd(key, document))
            {
                documents[key] = document;
                CustomerLog.InBoth(logger, key);
            }
        }
        return documents;
    }

    private void ReadFolder()
    {
        if (folder is null)
        {
            return;
        }
        try
        {
            ofFolder = folder
                .Read()
                .ToDictionary(
                    file => file.Key,
                    file => new CustomerDocument(file.Value, folder.ReadNamed),
                    StringComparer.Ordinal
                );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            CustomerLog.Unreadable(logger, unreadable);
        }
    }

    private async Task ReadTableAsync(CancellationToken cancellation)
    {
        if (table is null)
        {
            return;
        }
        try
        {
            ofTable = (await table.ListAsync(cancellation)).ToDictionary(
                row => row.Key,
                CustomerDocument.Of,
                StringComparer.Ordinal
            );
        }
        catch (RequestFailedException unreadable)
        {
            CustomerLog.Unreadable(logger, unreadable);
            if (ofTable is null)
            {
                throw;
            }
        }
    }
}
