using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>
/// Replaces a damaged database by a new one with everything that can still be read of it. The damaged file is kept under
/// another name. The new one is complete and checked before anything of the damaged one is touched, and called ready then: killed at any
/// instant, a replacement begins again before that, and is ended by the next start after it.
/// </summary>
internal static class DamagedDatabase
{
    private const string Rebuilt = ".rebuilt";
    private const string Ready = ".ready-";
    private const string Aside = ".damaged-";
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

    /// <summary>True between the end of the new database's making and that of its moving.</summary>
    public static bool IsReady(string path) => ReadyFor(path) is not null;

    /// <summary>Ends a replacement that was cut short after the new database was ready.</summary>
    /// <returns>Where the damaged file is kept; null: there is nothing to end.</returns>
    public static string? FinishReplacement(string path)
    {
        if (ReadyFor(path) is not { } ready)
        {
            return null;
        }
        foreach (var _ in Moves(path))
        {
            // each is a place where the process may end
        }
        return AsideFor(path, ready);
    }

    /// <returns>Where the damaged file is kept.</returns>
    /// <exception cref="SqliteException">The new database cannot be written; the damaged one is as it was.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public static string Replace(string path, DateTimeOffset now, Action? working)
    {
        MakeReady(path, now, working);
        return FinishReplacement(path)!;
    }

    internal static void MakeReady(string path, DateTimeOffset now, Action? working)
    {
        var rebuilt = path + Rebuilt;
        Remove(rebuilt);
        try
        {
            Rebuild(path, rebuilt, working);
        }
        catch
        {
            // a disk that is full for it is full for everybody
            Remove(rebuilt);
            throw;
        }
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = time;
        for (var next = 2; Array.Exists(SpoolFile.Companions, one => File.Exists(path + Aside + name + one)); next++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{time}-{next}");
        }
        File.Move(rebuilt, path + Ready + name);
    }

    /// <summary>Puts the ready database into the place of the damaged one, step by step; right whatever steps were made before.</summary>
    internal static IEnumerable<string> Moves(string path)
    {
        var ready = ReadyFor(path)!;
        var aside = AsideFor(path, ready);
        File.Delete(path + Mark);
        yield return Mark;
        // the database last: its log must never stay behind and be taken for the new one's
        foreach (var companion in SpoolFile.Companions.AsEnumerable().Reverse())
        {
            var file = path + companion;
            if (!File.Exists(file))
            {
                continue;
            }
            if (companion.Length > 0 && File.Exists(aside + companion))
            {
                // made by somebody who looked at the database since its own was moved
                File.Delete(file);
            }
            else
            {
                File.Move(file, aside + companion);
            }
            yield return file;
        }
        File.Move(ready, path);
        yield return ready;
    }

    private static string? ReadyFor(string path) =>
        !Directory.Exists(Path.GetDirectoryName(path))
            ? null
            : Directory
                .EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}{Ready}*")
                .Min(StringComparer.Ordinal);

    private static string AsideFor(string path, string ready) => path + Aside + ready[(path.Length + Ready.Length)..];

    private static void Remove(string rebuilt)
    {
        foreach (var companion in (string[])[.. SpoolFile.Companions, "-journal"])
        {
            File.Delete(rebuilt + companion);
        }
    }

    // Not in WAL mode: a disk that is full refuses the rows themselves, not a checkpoint whose failure nobody is told.
    private static void Rebuild(string path, string rebuilt, Action? working)
    {
        var copied = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var target = SpoolSql.Connect(rebuilt, "FULL"))
        {
            target.Execute(SpoolSchema.Tables);
            foreach (var (table, columns, ascending, descending) in Tables)
            {
                // One connection for each: what was read through a bad page is not to be met again in a cache.
                copied[table] =
                    Copy(path, target, table, columns, ascending, working)
                    + Copy(path, target, table, columns, descending, working);
            }
        }
        using var check = SpoolSql.ConnectToRead(rebuilt);
        foreach (var (table, rows) in copied)
        {
            if (check.Scalar($"SELECT count(*) FROM {table}") is not long found || found != rows)
            {
                throw new IOException($"{rebuilt} does not hold the {rows} rows that were written to {table}.");
            }
        }
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
        var names = columns.Split(", ").Select((_, column) => $"$v{column}").ToList();
        using var transaction = target.BeginTransaction();
        using var insert = target.Command(
            $"INSERT OR IGNORE INTO {table}({columns}) VALUES({string.Join(", ", names)})"
        );
        insert.Transaction = transaction;
        var parameters = names.ConvertAll(name => insert.Parameters.AddWithValue(name, DBNull.Value));
        var copied = 0L;
        foreach (var row in Read(path, $"SELECT {columns} FROM {table} ORDER BY {order}"))
        {
            for (var column = 0; column < row.Length; column++)
            {
                parameters[column].Value = row[column];
            }
            if (insert.ExecuteNonQuery() == 0)
            {
                break;
            }
            copied++;
            working?.Invoke();
        }
        transaction.Commit();
        return copied;
    }

    // Without writing anything, a checkpoint included; up to what cannot be read.
    private static IEnumerable<object[]> Read(string path, string select)
    {
        using var source = Try(() => SpoolSql.ConnectToRead(path));
        using var command = source?.Command(select);
        using var reader = Try(() => command?.ExecuteReader());
        while (Try(() => reader?.Read() == true ? Row(reader) : null) is { } row)
        {
            yield return row;
        }
    }

    private static object[] Row(SqliteDataReader reader)
    {
        var row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    }

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (SqliteException unreadable) when (IsUnreadable(unreadable))
        {
            return null;
        }
    }

    // No table, a page that makes no sense, no database, or a sector that cannot be read. Not a full disk, which keeps even
    // a reader from opening a database whose log has to be indexed first: everything can be read once there is room.
    private static bool IsUnreadable(SqliteException failure) =>
        failure.SqliteErrorCode is 1 or 11 or 20 or 26
        || failure.SqliteExtendedErrorCode is 10 or 266 or 522 or 8202 or 8458;
}
