using Azure;
using Azure.Core;

namespace Forwarder.Functions.Tables;

/// <summary>One change of one row, to be executed alone or in a transaction.</summary>
/// <param name="IfMatch">The condition of Replace, Merge and Delete.</param>
internal sealed record TableOperation(TableOperationKind Kind, TableEntity Entity, ETag? IfMatch)
{
    public static TableOperation Insert(TableEntity entity) => new(TableOperationKind.Insert, entity, null);

    public static TableOperation Upsert(TableEntity entity) => new(TableOperationKind.Upsert, entity, null);

    public static TableOperation UpsertMerge(TableEntity entity) => new(TableOperationKind.UpsertMerge, entity, null);

    public static TableOperation Replace(TableEntity entity, ETag ifMatch) =>
        new(TableOperationKind.Replace, entity, ifMatch);

    public static TableOperation Merge(TableEntity entity, ETag ifMatch) =>
        new(TableOperationKind.Merge, entity, ifMatch);

    public static TableOperation Delete(string partitionKey, string rowKey, ETag ifMatch) =>
        new(TableOperationKind.Delete, new TableEntity(partitionKey, rowKey), ifMatch);

    public RequestMethod Method =>
        Kind switch
        {
            TableOperationKind.Insert => RequestMethod.Post,
            TableOperationKind.Upsert or TableOperationKind.Replace => RequestMethod.Put,
            TableOperationKind.UpsertMerge or TableOperationKind.Merge => RequestMethod.Patch,
            _ => RequestMethod.Delete,
        };

    public bool HasBody => Kind != TableOperationKind.Delete;

    /// <summary>Below the endpoint, percent-encoded.</summary>
    public string Path(string table) =>
        Kind == TableOperationKind.Insert ? $"/{table}" : TableKey.Path(table, Entity.PartitionKey, Entity.RowKey);
}
