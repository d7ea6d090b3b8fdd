using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>
/// Replaces a damaged database by a new one with everything that can still be read of it. The damaged file is kept under
/// another name. Killed at any instant, it begins again or ends at the next start.
/// </summary>
internal static class DamagedDatabase
{
    private const string Rebuilt = ".rebuilt";
    private const string Mark = ".damaged";

    // Rows are read from both ends: one bad page in the middle then costs its own rows only.
    private static readonly (string Table, string Columns, string Ascending, string Descending)[] Tables =
    [
        ("packs", "id, epoch, sequence, created, events, body", "id", "id DESC"),
        ("set_aside", "id, epoch, sequence, created, events, body, reason", "id", "id DESC"),
        ("inventory", "kind, a, b, value", "kind, a, b", "kind DESC, a DESC, b DESC"),
        ("starts", "number, started", "number", "number DESC"),
    ];

    /// <summary>Files that replacements have left in <paramref name="directory"/>, oldest first.</summary>
    public static IEnumerable<string> Kept(string directory) =>
        Directory
            .EnumerateFiles(directory, "spool.db.damaged-*")
            .Where(file => !file.EndsWith("-wal", StringComparison.Ordinal))
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Remembers over the end of the process that <paramref name="path"/> must be replaced.</summary>
    public static void MarkForReplacement(string path) => File.WriteAllBytes(path + Mark, []);

    public static bool IsMarked(string path) => File.Exists(path + Mark);

    /// <summary>Ends a replacement that was cut short after its first renaming.</summary>
    public static void FinishReplacement(string path)
    {
        if (!File.Exists(path) && File.Exists(path + Rebuilt))
        {
            File.Move(path + Rebuilt, path);
            File.Delete(path + Mark);
        }
    }

    /// <returns>Where the damaged file is kept, and the rows of the inventory that were taken over.</returns>
    public static (string Kept, long InventoryRows) Replace(string path, DateTimeOffset now, Action? working)
    {
        var rebuilt = path + Rebuilt;
        foreach (var companion in SpoolFile.Companions)
        {
            File.Delete(rebuilt + companion);
        }
        var rows = Rebuild(path, rebuilt, working);
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var kept = $"{path}.damaged-{time}";
        foreach (
            var companion in SpoolFile
                .Companions.AsEnumerable()
                .Reverse()
                .Where(companion => File.Exists(path + companion))
        )
        {
            File.Move(path + companion, kept + companion, overwrite: true);
        }
        File.Move(rebuilt, path);
        File.Delete(path + Mark);
        return (kept, rows);
    }

    private static long Rebuild(string path, string rebuilt, Action? working)
    {
        var inventory = 0L;
        using var target = SpoolSql.Connect(rebuilt, "FULL");
        target.Execute(SpoolSchema.Create);
        foreach (var (table, columns, ascending, descending) in Tables)
        {
            // One connection for each: what was read through a bad page is not to be met again in a cache.
            var copied =
                Copy(path, target, table, columns, ascending, working)
                + Copy(path, target, table, columns, descending, working);
            inventory += table == "inventory" ? copied : 0;
        }
        return inventory;
    }

    private static long Copy(
        string path,
        SqliteConnection target,
        string table,
        string columns,
        string order,
        Action? working
    )
    {
        var copied = 0L;
        using var transaction = target.BeginTransaction();
        try
        {
            using var source = SpoolSql.Connect(path, "OFF");
            using var select = source.Command($"SELECT {columns} FROM {table} ORDER BY {order}");
            using var reader = select.ExecuteReader();
            var names = Enumerable.Range(0, reader.FieldCount).Select(column => $"$v{column}").ToList();
            using var insert = target.Command(
                $"INSERT OR IGNORE INTO {table}({columns}) VALUES({string.Join(", ", names)})"
            );
            insert.Transaction = transaction;
            var parameters = names.ConvertAll(name => insert.Parameters.AddWithValue(name, DBNull.Value));
            while (reader.Read())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    parameters[column].Value = reader.GetValue(column);
                }
                if (insert.ExecuteNonQuery() == 0)
                {
                    break;
                }
                copied++;
                working?.Invoke();
            }
        }
        catch (SqliteException unreadable) when (unreadable.SqliteErrorCode is 1 or 10 or 11 or 26 or 20)
        {
            // what follows cannot be read
        }
        transaction.Commit();
        return copied;
    }
}
