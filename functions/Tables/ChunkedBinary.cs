namespace Forwarder.Functions.Tables;

/// <summary>A binary value larger than one property takes, as properties <c>name0</c>, <c>name1</c> … of 64 KiB.</summary>
internal static class ChunkedBinary
{
    public static void Set(TableEntity entity, string name, ReadOnlySpan<byte> value)
    {
        var index = 0;
        do
        {
            var bytes = Math.Min(value.Length, TableLimits.BinaryBytes);
            entity[$"{name}{index++}"] = value[..bytes].ToArray();
            value = value[bytes..];
        } while (!value.IsEmpty);
    }

    /// <returns>Null if the value does not exist.</returns>
    public static byte[]? Get(TableEntity entity, string name)
    {
        if (entity.Binary($"{name}0") is not { } value)
        {
            return null;
        }
        for (var index = 1; entity.Binary($"{name}{index}") is { } more; index++)
        {
            value = [.. value, .. more];
        }
        return value;
    }
}
