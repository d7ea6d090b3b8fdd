using Forwarder.Agent.Inventory;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>
/// The agent's one database (architecture, "Agent: commit and acknowledgement"): sealed packs, what the inventory must
/// still know after any crash, and how many events of each broker session are covered. A commit is one transaction over
/// all three, with SQLite in WAL mode and <c>synchronous=FULL</c>: what was committed survives the loss of power.
/// </summary>
/// <remarks>Thread-safe: one lock serialises both connections. Errors are <see cref="SqliteException"/>.</remarks>
internal sealed class SpoolDatabase : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS packs(
            id INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
            created INTEGER NOT NULL, events INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS inventory(
            kind INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY(kind, a, b)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sessions(
            id TEXT PRIMARY KEY, peer TEXT NOT NULL, started INTEGER NOT NULL, covered INTEGER NOT NULL) WITHOUT ROWID;
        """;

    // EAGAIN of flock(2), which is how the runtime refuses a second FileShare.None on Linux.
    private const int LockedByAnother = 11;

    private readonly Lock gate = new();
    private readonly SqliteConnection durable;

    // Deleting a published row needs no fsync of its own: a deletion that a power cut undoes is a resend, counted as such.
    private readonly SqliteConnection relaxed;

    private readonly FileStream owner;

    private SpoolDatabase(FileStream owner, SqliteConnection durable, SqliteConnection relaxed)
    {
        this.owner = owner;
        this.durable = durable;
        this.relaxed = relaxed;
    }

    /// <summary>Opens or creates <c>spool.db</c> in <paramref name="directory"/>, for one agent at a time.</summary>
    /// <exception cref="IOException">Another agent has it, or the folder cannot be written.</exception>
    public static SpoolDatabase Open(string directory)
    {
        Directory.CreateDirectory(directory);
        var taken = Lock(Path.Combine(directory, "spool.lock"));
        var path = Path.Combine(directory, "spool.db");
        var first = Connect(path, "FULL");
        Execute(first, Schema);
        return new SpoolDatabase(taken, first, Connect(path, "NORMAL"));
    }

    /// <summary>Stores everything or nothing; durable when it returns.</summary>
    public void Commit(
        IReadOnlyList<SealedPack> packs,
        IReadOnlyList<InventoryRow> rows,
        IReadOnlyList<SessionCoverage> sessions
    )
    {
        lock (gate)
        {
            using var transaction = durable.BeginTransaction();
            InsertPacks(transaction, packs);
            StoreRows(transaction, rows);
            StoreSessions(transaction, sessions);
            transaction.Commit();
        }
    }

    /// <summary>Everything the inventory had committed.</summary>
    public IEnumerable<InventoryRow> ReadInventory() => ReadInventory(durable);

    internal static IEnumerable<InventoryRow> ReadInventory(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, a, b, value FROM inventory ORDER BY kind, a, b";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new InventoryRow(
                reader.GetInt32(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetFieldValue<byte[]>(3)
            );
        }
    }

    /// <summary>The oldest packs behind <paramref name="afterId"/>, in order.</summary>
    public IReadOnlyList<SpooledPack> ReadPacks(long afterId, int limit)
    {
        lock (gate)
        {
            using var command = relaxed.CreateCommand();
            command.CommandText = "SELECT id, events, body FROM packs WHERE id > $after ORDER BY id LIMIT $limit";
            command.Parameters.AddWithValue("$after", afterId);
            command.Parameters.AddWithValue("$limit", limit);
            using var reader = command.ExecuteReader();
            var packs = new List<SpooledPack>();
            while (reader.Read())
            {
                packs.Add(new SpooledPack(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
            }
            return packs;
        }
    }

    /// <summary>Removes a pack that the hub has stored, and every older one.</summary>
    public void DeletePublished(long throughId)
    {
        lock (gate)
        {
            using var command = relaxed.CreateCommand();
            command.CommandText = "DELETE FROM packs WHERE id <= $id";
            command.Parameters.AddWithValue("$id", throughId);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Packs, events and bytes that wait.</summary>
    public SpoolDepth ReadDepth()
    {
        lock (gate)
        {
            using var command = relaxed.CreateCommand();
            command.CommandText =
                "SELECT count(*), coalesce(sum(events), 0), coalesce(sum(length(body)), 0) FROM packs";
            using var reader = command.ExecuteReader();
            reader.Read();
            return new SpoolDepth(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        durable.Dispose();
        relaxed.Dispose();
        owner.Dispose();
    }

    // Two agents on one spool would publish each other's packs and both delete them. The lock ends with its process.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse) when (inUse.HResult == LockedByAnother)
        {
            throw new IOException(
                $"Another agent uses {path}. Stop it, or give this one its own spool_directory.",
                inUse
            );
        }
    }

    private static SqliteConnection Connect(string path, string synchronous)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(text);
        connection.Open();
        Execute(connection, $"PRAGMA synchronous={synchronous}");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void InsertPacks(SqliteTransaction transaction, IReadOnlyList<SealedPack> packs)
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

    private void StoreRows(SqliteTransaction transaction, IReadOnlyList<InventoryRow> rows)
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

    private void StoreSessions(SqliteTransaction transaction, IReadOnlyList<SessionCoverage> sessions)
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
