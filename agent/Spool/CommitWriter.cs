using Forwarder.Agent.Inventory;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>What one commit writes: packs, rows of the inventory, and how far each broker session is covered.</summary>
internal static class CommitWriter
{
    public static void Write(
        SqliteConnection durable,
        SqliteTransaction transaction,
        IReadOnlyList<SealedPack> packs,
        IReadOnlyList<InventoryRow> rows,
        IReadOnlyList<SessionCoverage> sessions
    )
    {
        InsertPacks(durable, transaction, packs);
        StoreRows(durable, transaction, rows);
        StoreSessions(durable, transaction, sessions);
    }

    private static void InsertPacks(
        SqliteConnection durable,
        SqliteTransaction transaction,
        IReadOnlyList<SealedPack> packs
    )
    {
        if (packs.Count == 0)
        {
            return;
        }
        using var command = durable.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT INTO packs(epoch, sequence, created, events, body) VALUES($epoch, $sequence, $created, $events, $body)";
        var epoch = command.Parameters.Add("$epoch", SqliteType.Text);
        var sequence = command.Parameters.Add("$sequence", SqliteType.Integer);
        var created = command.Parameters.Add("$created", SqliteType.Integer);
        var events = command.Parameters.Add("$events", SqliteType.Integer);
        var body = command.Parameters.Add("$body", SqliteType.Blob);
        foreach (var pack in packs)
        {
            epoch.Value = pack.Epoch;
            sequence.Value = pack.Sequence;
            created.Value = pack.Created.ToUnixTimeSeconds();
            events.Value = pack.Events;
            body.Value = pack.Body;
            command.ExecuteNonQuery();
        }
    }

    private static void StoreRows(
        SqliteConnection durable,
        SqliteTransaction transaction,
        IReadOnlyList<InventoryRow> rows
    )
    {
        if (rows.Count == 0)
        {
            return;
        }
        using var store = durable.CreateCommand();
        store.Transaction = transaction;
        store.CommandText = "INSERT OR REPLACE INTO inventory(kind, a, b, value) VALUES($kind, $a, $b, $value)";
        using var remove = durable.CreateCommand();
        remove.Transaction = transaction;
        remove.CommandText = "DELETE FROM inventory WHERE kind = $kind AND a = $a AND b = $b";
        foreach (var command in new[] { store, remove })
        {
            command.Parameters.Add("$kind", SqliteType.Integer);
            command.Parameters.Add("$a", SqliteType.Integer);
            command.Parameters.Add("$b", SqliteType.Integer);
        }
        var value = store.Parameters.Add("$value", SqliteType.Blob);
        foreach (var row in rows)
        {
            var command = row.Value is null ? remove : store;
            command.Parameters["$kind"].Value = row.Kind;
            command.Parameters["$a"].Value = row.A;
            command.Parameters["$b"].Value = row.B;
            value.Value = row.Value;
            command.ExecuteNonQuery();
        }
    }

    private static void StoreSessions(
        SqliteConnection durable,
        SqliteTransaction transaction,
        IReadOnlyList<SessionCoverage> sessions
    )
    {
        using var forget = durable.CreateCommand();
        forget.Transaction = transaction;
        forget.CommandText = "DELETE FROM sessions";
        forget.ExecuteNonQuery();
        foreach (var session in sessions)
        {
            using var command = durable.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                "INSERT INTO sessions(id, peer, started, covered) VALUES($id, $peer, $started, $covered)";
            command.Parameters.AddWithValue("$id", session.SessionId);
            command.Parameters.AddWithValue("$peer", session.Peer);
            command.Parameters.AddWithValue("$started", session.Started.ToUnixTimeSeconds());
            command.Parameters.AddWithValue("$covered", session.Events);
            command.ExecuteNonQuery();
        }
    }
}
