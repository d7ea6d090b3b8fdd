using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>Removes the oldest packs of a spool that is full.</summary>
internal static class OldestPacks
{
    public static readonly SpoolDepth None = new(0, 0, 0);

    /// <summary>
    /// Removes packs behind <paramref name="from"/>, oldest first, until <paramref name="excessBytes"/> are free and none is
    /// older than <paramref name="tooOld"/>.
    /// </summary>
    /// <param name="table"><c>packs</c> or <c>set_aside</c>.</param>
    /// <returns>What was removed, and the last of it.</returns>
    public static (SpoolDepth Dropped, long Through) Drop(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string table,
        long from,
        long excessBytes,
        DateTimeOffset tooOld
    )
    {
        var (packs, events, bytes, through) = (0L, 0L, 0L, 0L);
        using (
            var oldest = connection.Command(
                $"SELECT id, events, length(body), created FROM {table} WHERE id > $from ORDER BY id",
                ("$from", from)
            )
        )
        {
            oldest.Transaction = transaction;
            using var reader = oldest.ExecuteReader();
            while (reader.Read() && (bytes < excessBytes || reader.GetInt64(3) < tooOld.ToUnixTimeSeconds()))
            {
                through = reader.GetInt64(0);
                packs++;
                events += reader.GetInt64(1);
                bytes += reader.GetInt64(2);
            }
        }
        if (packs == 0)
        {
            return (None, 0);
        }
        using var drop = connection.Command(
            $"DELETE FROM {table} WHERE id > $from AND id <= $through",
            ("$from", from),
            ("$through", through)
        );
        drop.Transaction = transaction;
        drop.ExecuteNonQuery();
        return (new SpoolDepth(packs, events, bytes), through);
    }
}
