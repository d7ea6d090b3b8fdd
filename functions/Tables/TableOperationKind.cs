namespace Forwarder.Functions.Tables;

internal enum TableOperationKind
{
    /// <summary>409 if the row exists.</summary>
    Insert,

    /// <summary>Whatever was there.</summary>
    Upsert,

    /// <summary>Adds or replaces single properties, whatever was there.</summary>
    UpsertMerge,

    /// <summary>412 if the row changed, 404 if it is gone.</summary>
    Replace,

    /// <summary>Adds or replaces single properties; 412 if the row changed, 404 if it is gone.</summary>
    Merge,

    /// <summary>412 if the row changed, 404 if it is gone.</summary>
    Delete,
}
