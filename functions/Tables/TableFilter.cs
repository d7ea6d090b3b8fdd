using System.Globalization;

namespace Forwarder.Functions.Tables;

/// <summary>Filters of queries, with values quoted as OData wants them.</summary>
internal static class TableFilter
{
    /// <summary>The rows of one partition.</summary>
    public static string Partition(string partitionKey) => $"PartitionKey eq {TableKey.Quote(partitionKey)}";

    /// <summary>The rows of one partition from a row key on, up to another that is left out. Keys compare character by character.</summary>
    public static string Rows(string partitionKey, string from, string before) =>
        $"{Partition(partitionKey)} and RowKey ge {TableKey.Quote(from)} and RowKey lt {TableKey.Quote(before)}";

    public static string Before(string property, DateTimeOffset time) =>
        $"{property} lt datetime'{time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)}'";
}
