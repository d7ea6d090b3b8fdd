using Forwarder.Contracts.Packs;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>Keeps what the hub refuses for ever, in place of the pack that it was part of.</summary>
internal static class RefusedPacks
{
    /// <returns>What was not kept already, from an attempt before a crash.</returns>
    public static SpoolDepth Store(SqliteConnection connection, long packId, IReadOnlyList<RefusedPack> refused)
    {
        using var transaction = connection.BeginTransaction();
        var kept = new SpoolDepth(0, 0, 0);
        foreach (var pack in refused)
        {
            var (epoch, sequence, created) = NumberOf(pack.Body, packId);
            using var insert = connection.Command(
                """
                INSERT OR IGNORE INTO set_aside(epoch, sequence, created, events, body, reason)
                    VALUES($epoch, $sequence, $created, $events, $body, $reason)
                """,
                ("$epoch", epoch),
                ("$sequence", sequence),
                ("$created", created.ToUnixTimeSeconds()),
                ("$events", pack.Events),
                ("$body", pack.Body),
                ("$reason", pack.Reason)
            );
            insert.Transaction = transaction;
            if (insert.ExecuteNonQuery() > 0)
            {
                kept = new SpoolDepth(kept.Packs + 1, kept.Events + pack.Events, kept.Bytes + pack.Body.Length);
            }
        }
        using var delete = connection.Command("DELETE FROM packs WHERE id <= $id", ("$id", packId));
        delete.Transaction = transaction;
        delete.ExecuteNonQuery();
        transaction.Commit();
        return kept;
    }

    // One that nobody can read has the number of its row.
    private static (string Epoch, long Sequence, DateTimeOffset Created) NumberOf(byte[] body, long packId)
    {
        try
        {
            var header = PackReader.PeekHeader(body);
            return (header.Epoch, header.Sequence, header.Created);
        }
        catch (PackFormatException)
        {
            return ("unreadable", packId, DateTimeOffset.UnixEpoch);
        }
    }
}
