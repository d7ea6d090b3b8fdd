using Azure;

namespace Forwarder.Functions.Tables;

/// <summary>
/// One row of a table. Values are string, bool, int, long, double, DateTimeOffset or byte[]; a property without value does not exist.
/// </summary>
internal sealed class TableEntity(string partitionKey, string rowKey)
{
    private readonly Dictionary<string, object> properties = new(StringComparer.Ordinal);

    public string PartitionKey => partitionKey;

    public string RowKey => rowKey;

    /// <summary>As read; default in an entity made here.</summary>
    public ETag ETag { get; init; }

    /// <summary>Own properties, without the keys and the service's time stamp.</summary>
    public IReadOnlyDictionary<string, object> Properties => properties;

    /// <summary>Null for a property that does not exist; setting null removes it.</summary>
    public object? this[string name]
    {
        get => properties.GetValueOrDefault(name);
        set
        {
            if (value is null)
            {
                properties.Remove(name);
            }
            else
            {
                properties[name] = value;
            }
        }
    }

    public string? Text(string name) => this[name] as string;

    public bool Flag(string name) => this[name] is true;

    /// <summary>An integer of either size; 0 when it does not exist.</summary>
    public long Number(string name) =>
        this[name] switch
        {
            int number => number,
            long number => number,
            _ => 0,
        };

    public DateTimeOffset? Time(string name) => this[name] as DateTimeOffset?;

    public byte[]? Binary(string name) => this[name] as byte[];
}
