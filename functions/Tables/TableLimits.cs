using System.Text;

namespace Forwarder.Functions.Tables;

/// <summary>
/// The limits of the service, checked before anything is sent: emulators accept what the service refuses (platform.md 7 and 11), and a refusal
/// that appears only in production is found too late.
/// </summary>
internal static class TableLimits
{
    public const int EntityBytes = 1024 * 1024;
    public const int BinaryBytes = 64 * 1024;
    public const int TextChars = 32 * 1024;
    public const int Properties = 252;
    public const int TransactionOperations = 100;
    public const int TransactionBytes = 4 * 1024 * 1024;
    private const int NameChars = 255;

    private static readonly DateTimeOffset FirstTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="TableLimitException">The name is not one of a table: a letter, then 2 to 62 letters or digits.</exception>
    public static void CheckTable(string name)
    {
        if (name.Length is < 3 or > 63 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new TableLimitException($"{name} cannot be the name of a table.");
        }
    }

    /// <exception cref="TableLimitException">The row cannot be stored as it is.</exception>
    public static void CheckEntity(TableEntity entity)
    {
        if (!TableKey.IsLegal(entity.PartitionKey) || !TableKey.IsLegal(entity.RowKey))
        {
            throw new TableLimitException(
                $"A key of row {entity.RowKey} is longer than {TableKey.LongestChars} characters or holds a forbidden one."
            );
        }
        if (entity.Properties.Count > Properties)
        {
            throw new TableLimitException($"Row {entity.RowKey} has more than {Properties} properties.");
        }
        foreach (var (name, value) in entity.Properties)
        {
            CheckProperty(entity.RowKey, name, value);
        }
        if (SizeOf(entity) > EntityBytes)
        {
            throw new TableLimitException($"Row {entity.RowKey} is larger than {EntityBytes} bytes.");
        }
    }

    /// <exception cref="TableLimitException">The operations cannot be one transaction.</exception>
    public static void CheckTransaction(IReadOnlyList<TableOperation> operations)
    {
        if (operations.Count is 0 or > TransactionOperations)
        {
            throw new TableLimitException(
                $"A transaction has 1 to {TransactionOperations} operations, not {operations.Count}."
            );
        }
        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (operation.Entity.PartitionKey != operations[0].Entity.PartitionKey)
            {
                throw new TableLimitException("A transaction stays within one PartitionKey.");
            }
            if (!rows.Add(operation.Entity.RowKey))
            {
                throw new TableLimitException($"A transaction changes row {operation.Entity.RowKey} once only.");
            }
            CheckEntity(operation.Entity);
        }
    }

    /// <param name="bytes">Of the whole request body.</param>
    /// <exception cref="TableLimitException">The body is too large for one transaction.</exception>
    public static void CheckTransactionBody(long bytes)
    {
        if (bytes > TransactionBytes)
        {
            throw new TableLimitException($"A transaction of {bytes} bytes is larger than {TransactionBytes}.");
        }
    }

    /// <summary>What the service counts for a row: 4 bytes, keys and names as UTF-16, 8 bytes for each property, and the values.</summary>
    public static long SizeOf(TableEntity entity) =>
        4
        + (2L * (entity.PartitionKey.Length + entity.RowKey.Length))
        + entity.Properties.Sum(property => 8 + (2L * property.Key.Length) + SizeOf(property.Value));

    private static long SizeOf(object value) =>
        value switch
        {
            string text => 4 + Encoding.Unicode.GetByteCount(text),
            byte[] bytes => 4 + bytes.Length,
            bool => 1,
            int => 4,
            _ => 8,
        };

    private static void CheckProperty(string row, string name, object value)
    {
        var isName =
            name.Length is > 0 and <= NameChars
            && (char.IsLetter(name[0]) || name[0] == '_')
            && name.All(character => char.IsLetterOrDigit(character) || character == '_');
        if (!isName)
        {
            throw new TableLimitException($"{name} of row {row} cannot be the name of a property.");
        }
        var isTooLarge = value switch
        {
            string text => text.Length > TextChars,
            byte[] bytes => bytes.Length > BinaryBytes,
            DateTimeOffset time => time < FirstTime,
            _ => false,
        };
        if (isTooLarge)
        {
            throw new TableLimitException($"Property {name} of row {row} is larger than the service stores.");
        }
    }
}
