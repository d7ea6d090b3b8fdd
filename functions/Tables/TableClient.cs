using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Forwarder.Functions.Tables;

/// <summary>
/// One table of Table storage (platform.md 7), created when the first change finds it missing. Shaped like the official client. Refusals are
/// <see cref="RequestFailedException"/>: status 404, 409, 412, 413 and so on, 0 for no answer; <see cref="TableLimitException"/> when the request breaks
/// a limit of the service and was not sent.
/// </summary>
internal sealed class TableClient
{
    private readonly TableService service;

    public TableClient(TableService service, string name)
    {
        TableLimits.CheckTable(name);
        this.service = service;
        Name = name;
    }

    public string Name { get; }

    /// <returns>Null if there is no such row.</returns>
    public async Task<TableEntity?> GetAsync(
        string partitionKey,
        string rowKey,
        CancellationToken cancellation,
        string? select = null
    )
    {
        var path = TableKey.Path(Name, partitionKey, rowKey);
        using var message = service.CreateMessage(
            RequestMethod.Get,
            select is null ? path : $"{path}?$select={Uri.EscapeDataString(select)}"
        );
        var operation = $"a read of {Name}";
        var response = await service.SendAsync(message, operation, cancellation);
        if (response.Status == 404)
        {
            return null;
        }
        if (response.Status != 200)
        {
            throw TableFault.From(response, operation);
        }
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        return EntityJson.Read(document.RootElement, response.Headers.ETag);
    }

    /// <summary>All rows that match, in order of their keys. Pages are asked for as they are consumed.</summary>
    /// <param name="filter">OData; see <see cref="TableFilter"/>.</param>
    /// <param name="select">Names of properties; the keys have to be named, too.</param>
    /// <param name="pageSize">At most 1,000.</param>
    public async IAsyncEnumerable<TableEntity> QueryAsync(
        string filter,
        [EnumeratorCancellation] CancellationToken cancellation,
        string? select = null,
        int? pageSize = null
    )
    {
        var query = $"/{Name}()?$filter={Uri.EscapeDataString(filter)}";
        query += select is null ? "" : $"&$select={Uri.EscapeDataString(select)}";
        query += pageSize is null ? "" : $"&$top={pageSize}";
        string? next = "";
        // A page may be empty and still not the last.
        while (next is not null)
        {
            (var page, next) = await PageAsync(query + next, cancellation);
            foreach (var entity in page)
            {
                yield return entity;
            }
        }
    }

    /// <summary>Executes one change.</summary>
    /// <returns>The row's new ETag; default after a deletion.</returns>
    public Task<ETag> ExecuteAsync(TableOperation operation, CancellationToken cancellation)
    {
        TableLimits.CheckEntity(operation.Entity);
        return WithTableAsync(() => SendAsync(operation, cancellation), cancellation);
    }

    /// <summary>Executes all changes or none.</summary>
    /// <returns>The rows' new ETags, in order; default for deletions.</returns>
    /// <exception cref="TableTransactionException">The first change that was refused; none was done.</exception>
    public Task<IReadOnlyList<ETag>> TransactAsync(
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellation
    )
    {
        TableLimits.CheckTransaction(operations);
        return WithTableAsync(() => SendAsync(operations, cancellation), cancellation);
    }

    private async Task<(List<TableEntity> Page, string? Next)> PageAsync(string path, CancellationToken cancellation)
    {
        using var message = service.CreateMessage(RequestMethod.Get, path);
        var operation = $"a query of {Name}";
        var response = await service.SendAsync(message, operation, cancellation);
        if (response.Status == 404)
        {
            return ([], null);
        }
        if (response.Status != 200)
        {
            throw TableFault.From(response, operation);
        }
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        List<TableEntity> page =
        [
            .. document.RootElement.GetProperty("value").EnumerateArray().Select(row => EntityJson.Read(row)),
        ];
        return (page, NextOf(response));
    }

    private static string? NextOf(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey))
        {
            return null;
        }
        var next = $"&NextPartitionKey={Uri.EscapeDataString(partitionKey)}";
        return response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey)
            ? $"{next}&NextRowKey={Uri.EscapeDataString(rowKey)}"
            : next;
    }

    private async Task<ETag> SendAsync(TableOperation operation, CancellationToken cancellation)
    {
        using var message = service.CreateMessage(operation.Method, operation.Path(Name));
        var headers = message.Request.Headers;
        if (operation.IfMatch is { } condition)
        {
            headers.Add("If-Match", condition.ToString());
        }
        if (operation.HasBody)
        {
            headers.Add("Content-Type", "application/json");
            headers.Add("Prefer", "return-no-content");
            message.Request.Content = RequestContent.Create(EntityJson.Write(operation.Entity));
        }
        var what = $"{operation.Kind} on {Name}";
        var response = await service.SendAsync(message, what, cancellation);
        return response.Status is 201 or 204 ? response.Headers.ETag ?? default : throw TableFault.From(response, what);
    }

    private async Task<IReadOnlyList<ETag>> SendAsync(
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellation
    )
    {
        var batch = $"batch_{Guid.NewGuid():N}";
        var body = Changeset.Write(operations, service.Endpoint, Name, batch);
        TableLimits.CheckTransactionBody(body.Length);
        using var message = service.CreateMessage(RequestMethod.Post, "/$batch");
        message.Request.Headers.Add("Content-Type", $"multipart/mixed; boundary={batch}");
        message.Request.Content = RequestContent.Create(body);
        var what = $"a transaction on {Name}";
        var response = await service.SendAsync(message, what, cancellation);
        if (response.Status != 202)
        {
            throw TableFault.From(response, what);
        }
        var parts = Changeset.Read(response.Content.ToMemory());
        if (parts.Find(part => part.Status is < 200 or > 299) is { } failed)
        {
            throw TableFault.Inner(failed, Name);
        }
        return parts.Count == operations.Count
            ? [.. parts.Select(part => part.ETag is null ? default : new ETag(part.ETag))]
            : throw new RequestFailedException(202, $"The answer to {what} is not complete.");
    }

    private async Task<T> WithTableAsync<T>(Func<Task<T>> change, CancellationToken cancellation)
    {
        try
        {
            return await change();
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == TableFault.TableNotFound)
        {
            await service.CreateTableAsync(Name, cancellation);
            return await change();
        }
    }
}
