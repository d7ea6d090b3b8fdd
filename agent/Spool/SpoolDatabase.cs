using Forwarder.Agent.Inventory;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Agent.Spool;

/// <summary>
/// The agent's one database (architecture, "Agent: commit and acknowledgement"): sealed packs, what the inventory must
/// still know after any crash, and how many events of each broker session are covered. A commit is one transaction over
/// all three, with SQLite in WAL mode and <c>synchronous=FULL</c>: what was committed survives the loss of power.
/// </summary>
/// <remarks>Thread-safe: one lock serialises both connections. Errors are <see cref="SqliteException"/>.</remarks>
internal sealed class SpoolDatabase : IDisposable
{
    private const long MostReusedLogBytes = 8L * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly string directory;
    private readonly string path;
    private readonly SpoolLease lease;
    private readonly SpoolLimits limits;
    private readonly TimeProvider time;
    private readonly SqliteConnection durable;

    // Deleting a published row needs no fsync of its own: a deletion that a power cut undoes is a resend, counted as such.
    private readonly SqliteConnection relaxed;

    private readonly SpoolLedger ledger;
    private readonly SpoolStart start;

    // Packs up to here are done with, whether or not their rows could be deleted yet.
    private long leftThrough;

    // The one that is being published may not be dropped: it would be counted twice.
    private long inFlight;

    private long droppedThrough;
    private bool isFullOfBytes;
    private volatile bool isDamaged;

    private SpoolDatabase(
        string directory,
        SpoolLease lease,
        SpoolLimits limits,
        TimeProvider time,
        ILogger logger,
        Action? working
    )
    {
        this.directory = directory;
        path = SpoolFile.PathIn(directory);
        this.lease = lease;
        this.limits = limits;
        this.time = time;
        (durable, ledger, start) = SpoolFile.Open(directory, lease, time, logger, working);
        relaxed = SpoolSql.Connect(path, "NORMAL");
    }

    /// <summary>True once an operation has found the database damaged: nothing but a new start helps.</summary>
    public bool IsDamaged => isDamaged;

    /// <summary>Opens or creates <c>spool.db</c> in <paramref name="directory"/>, without limits.</summary>
    /// <exception cref="IOException">Another agent has it, or the folder cannot be written.</exception>
    public static SpoolDatabase Open(string directory) =>
        Open(directory, SpoolLimits.None, TimeProvider.System, NullLogger.Instance);

    /// <summary>
    /// Opens or creates <c>spool.db</c> in <paramref name="directory"/>, for one agent at a time. A damaged database is
    /// replaced by what can be read of it; that and whatever else the operator must know goes to <paramref name="logger"/>. A
    /// replacement calls <paramref name="working"/> for each row that it takes over: it may take minutes.
    /// </summary>
    /// <exception cref="IOException">Another agent has it, or the folder cannot be written.</exception>
    public static SpoolDatabase Open(
        string directory,
        SpoolLimits limits,
        TimeProvider time,
        ILogger logger,
        Action? working = null
    )
    {
        Directory.CreateDirectory(directory);
        var taken = SpoolLease.Take(directory);
        try
        {
            return new SpoolDatabase(directory, taken, limits, time, logger, working);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Stores everything or nothing; durable when it returns.</summary>
    /// <returns>What was dropped to make room, which only a spool that is asked to does.</returns>
    public DroppedPacks Commit(
        IReadOnlyList<SealedPack> packs,
        IReadOnlyList<InventoryRow> rows,
        IReadOnlyList<SessionCoverage> sessions
    )
    {
        lock (gate)
        {
            return Guarded(() =>
            {
                using var transaction = durable.BeginTransaction();
                var dropped = DropOldest_NeedsLock(transaction, packs.Sum(pack => (long)pack.Body.Length));
                CommitWriter.Write(durable, transaction, packs, rows, sessions);
                transaction.Commit();
                start.WriteIfMissing();
                ledger.BookCommitted(packs);
                return BookDropped_NeedsLock(dropped);
            });
        }
    }

    /// <summary>Drops what has become too old, if the spool is asked to drop at all.</summary>
    public DroppedPacks DropOld()
    {
        lock (gate)
        {
            if (!limits.DropsOldest || limits.MaxAge is not { } age || Oldest_NeedsLock() >= time.GetUtcNow() - age)
            {
                return default;
            }
            return Guarded(() =>
            {
                using var transaction = durable.BeginTransaction();
                var dropped = DropOldest_NeedsLock(transaction, 0);
                transaction.Commit();
                return BookDropped_NeedsLock(dropped);
            });
        }
    }

    /// <summary>True while events may come: always for a spool that drops its oldest packs instead, if its disk has room.</summary>
    public bool HasRoom()
    {
        lock (gate)
        {
            return !IsFull_NeedsLock();
        }
    }

    /// <summary>Everything the inventory had committed.</summary>
    public IEnumerable<InventoryRow> ReadInventory()
    {
        // on a connection of its own: publishing goes on meanwhile, nothing is committed before all of it is read
        using var connection = Guarded(() => SpoolSql.ConnectToRead(path));
        using var rows = ReadInventory(connection).GetEnumerator();
        while (Guarded(rows.MoveNext))
        {
            yield return rows.Current;
        }
    }

    internal static IEnumerable<InventoryRow> ReadInventory(SqliteConnection connection)
    {
        using var command = connection.Command("SELECT kind, a, b, value FROM inventory ORDER BY kind, a, b");
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
            return Guarded(() =>
            {
                using var command = relaxed.Command(
                    "SELECT id, events, body FROM packs WHERE id > $after ORDER BY id LIMIT $limit",
                    ("$after", Math.Max(afterId, leftThrough)),
                    ("$limit", limit)
                );
                using var reader = command.ExecuteReader();
                var packs = new List<SpooledPack>();
                while (reader.Read())
                {
                    packs.Add(new SpooledPack(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
                }
                return packs;
            });
        }
    }

    /// <summary>Before a pack is published: false when it was dropped since it was read.</summary>
    public bool TryTake(SpooledPack pack)
    {
        lock (gate)
        {
            if (pack.Id <= droppedThrough)
            {
                return false;
            }
            inFlight = pack.Id;
            return true;
        }
    }

    /// <summary>
    /// The hub has stored this pack but for <paramref name="refused"/>, which is kept apart for the operator: it leaves, with
    /// whatever older row could not be deleted before.
    /// </summary>
    public void Leave(SpooledPack pack, IReadOnlyList<RefusedPack> refused)
    {
        lock (gate)
        {
            if (refused.Count == 0)
            {
                ledger.BookPublished(pack);
                leftThrough = pack.Id;
                Guarded(() => relaxed.Execute("DELETE FROM packs WHERE id <= $id", ("$id", pack.Id)));
                return;
            }
            var kept = Guarded(() => RefusedPacks.Store(durable, pack.Id, refused));
            ledger.BookLeft(pack, kept);
            leftThrough = pack.Id;
        }
    }

    /// <summary>Packs, events and bytes that wait their turn.</summary>
    public SpoolDepth ReadDepth()
    {
        lock (gate)
        {
            return ledger.Waiting;
        }
    }

    /// <summary>Bytes of all packs that are here, those that are set aside included.</summary>
    public long ReadHeldBytes()
    {
        lock (gate)
        {
            return ledger.HeldBytes;
        }
    }

    /// <summary>Bytes that are left for the spool on its disk, when that is too few to take anything; null otherwise.</summary>
    public long? ReadScarceBytes()
    {
        lock (gate)
        {
            return ScarceBytes_NeedsLock();
        }
    }

    /// <summary>A consistent reading of all counts.</summary>
    public SpoolReading Read()
    {
        lock (gate)
        {
            return new SpoolReading(
                ledger.Recovered,
                ledger.Published,
                ledger.Dropped,
                ledger.Waiting,
                ledger.SetAside,
                Oldest_NeedsLock(),
                IsFull_NeedsLock()
            );
        }
    }

    /// <summary>Has the next start replace the database.</summary>
    /// <returns>Why that cannot be remembered; null: it is.</returns>
    public string? TryMarkDamaged()
    {
        try
        {
            DamagedDatabase.MarkForReplacement(path);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            durable.Dispose();
            relaxed.Dispose();
            lease.Dispose();
        }
    }

    private T Guarded<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SqliteException failure) when (SpoolFaults.Of(failure) == SpoolFault.Damaged)
        {
            isDamaged = true;
            throw;
        }
    }

    private bool IsFull_NeedsLock()
    {
        isFullOfBytes = ledger.HeldBytes >= (isFullOfBytes ? limits.ResumeBytes : limits.MaxBytes);
        var isFull =
            !limits.DropsOldest
            && (isFullOfBytes || (limits.MaxAge is { } age && Oldest_NeedsLock() < time.GetUtcNow() - age));
        return isFull || ScarceBytes_NeedsLock() is not null;
    }

    // Beside what the disk has free: the pages of what has left and the log are written again before their files grow, and
    // neither becomes smaller. Of a log that somebody who reads keeps from being written back, its usual size counts.
    private long? ScarceBytes_NeedsLock()
    {
        if (limits.DiskReserveBytes == 0 || SpoolFile.FreeBytesIn(directory) is not { } left)
        {
            return null;
        }
        if (left < limits.DiskReserveBytes)
        {
            left += Math.Min(SpoolFile.LogBytesIn(directory), MostReusedLogBytes) + FreedBytes_NeedsLock();
        }
        return left < limits.DiskReserveBytes ? left : null;
    }

    private long FreedBytes_NeedsLock()
    {
        try
        {
            return relaxed.Scalar("PRAGMA freelist_count") is long pages ? pages * SpoolSchema.PageBytes : 0;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    // A database that cannot be read has told so already, and will again.
    private DateTimeOffset? Oldest_NeedsLock()
    {
        if (ledger.Waiting.Packs == 0)
        {
            return null;
        }
        try
        {
            return
                relaxed.Scalar("SELECT created FROM packs WHERE id > $left ORDER BY id LIMIT 1", ("$left", leftThrough))
                    is long created
                ? DateTimeOffset.FromUnixTimeSeconds(created)
                : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    // First what the hub refuses for ever: events that it takes are worth more.
    private DroppedRows DropOldest_NeedsLock(SqliteTransaction transaction, long incomingBytes)
    {
        var excess = ledger.HeldBytes + incomingBytes - limits.MaxBytes;
        if (!limits.DropsOldest || (excess <= 0 && limits.MaxAge is null))
        {
            return new DroppedRows(OldestPacks.None, OldestPacks.None, 0);
        }
        // None of these is too old: they wait for the operator.
        var (aside, _) = OldestPacks.Drop(durable, transaction, "set_aside", 0, excess, DateTimeOffset.UnixEpoch);
        var tooOld = limits.MaxAge is { } age ? time.GetUtcNow() - age : DateTimeOffset.UnixEpoch;
        var (waiting, through) = OldestPacks.Drop(
            durable,
            transaction,
            "packs",
            Math.Max(leftThrough, inFlight),
            excess - aside.Bytes,
            tooOld
        );
        return new DroppedRows(aside, waiting, through);
    }

    private DroppedPacks BookDropped_NeedsLock(DroppedRows dropped)
    {
        ledger.BookDropped(dropped.Waiting, dropped.SetAside);
        if (dropped.Waiting.Packs > 0)
        {
            droppedThrough = dropped.Through;
        }
        return new DroppedPacks(
            dropped.Waiting.Packs + dropped.SetAside.Packs,
            dropped.Waiting.Events + dropped.SetAside.Events
        );
    }

    private readonly record struct DroppedRows(SpoolDepth SetAside, SpoolDepth Waiting, long Through);
}
