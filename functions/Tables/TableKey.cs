using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Forwarder.Functions.Tables;

/// <summary>Any text as a key of a row: letters, digits and <c>- . _ ~ !</c> stand for themselves, other bytes as <c>=</c> and two hexadecimal digits.</summary>
internal static class TableKey
{
    /// <summary>1 KiB in the service's own counting.</summary>
    public const int LongestChars = 512;

    private const string Plain = "-._~!";

    // Never part of an encoded text.
    private const string HashMark = "=-";
    private const int HashedPrefixChars = 400;

    /// <summary>
    /// Different texts give different keys. A text too long for a key keeps its start, followed by a hash, and cannot be decoded any more.
    /// </summary>
    public static string Encode(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || Plain.Contains((char)value, StringComparison.Ordinal))
            {
                key.Append((char)value);
            }
            else
            {
                key.Append(CultureInfo.InvariantCulture, $"={value:X2}");
            }
        }
        if (key.Length <= LongestChars)
        {
            return key.ToString();
        }
        key.Length = HashedPrefixChars;
        return key.Append(HashMark)
            .Append(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
            .ToString();
    }

    /// <returns>Null for what <see cref="Encode"/> does not give, and for a hashed key.</returns>
    public static string? Decode(string key)
    {
        var bytes = new List<byte>(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] != '=')
            {
                bytes.Add((byte)key[i]);
            }
            else if (
                i + 2 < key.Length
                && byte.TryParse(
                    key.AsSpan(i + 1, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var value
                )
            )
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                return null;
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>What the service accepts in a key: at most 512 characters, no <c>/ \ # ?</c>, no control character.</summary>
    public static bool IsLegal(string key) =>
        key.Length <= LongestChars
        && !key.Any(character => character is '/' or '\\' or '#' or '?' || char.IsControl(character));

    /// <summary>The path of one row below the endpoint, percent-encoded.</summary>
    public static string Path(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{InPath(partitionKey)}',RowKey='{InPath(rowKey)}')";

    /// <summary>A text in a query, quoted.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string InPath(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
