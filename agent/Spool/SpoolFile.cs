using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>Opens <c>spool.db</c> whatever happened to it, and tells the operator what that was.</summary>
internal static class SpoolFile
{
    /// <summary>What SQLite adds to the database's name for its files.</summary>
    public static readonly string[] Companions = ["", "-wal", "-shm"];

    /// <summary>Where the database is, below <c>spool_directory</c>.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, "spool.db");

    /// <summary>Bytes of the database and of what SQLite keeps beside it.</summary>
    public static long BytesIn(string directory) => BytesOf(PathIn(directory));

    /// <summary>As above, of any database.</summary>
    public static long BytesOf(string path) => Companions.Sum(companion => LengthOf(path + companion));

    /// <summary>Bytes of SQLite's log.</summary>
    public static long LogBytesIn(string directory) => LengthOf(PathIn(directory) + "-wal");

    /// <summary>Free bytes of the disk; null when the system does not tell.</summary>
    public static long? FreeBytesIn(string directory)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <returns>The database with its tables, and what waits in it.</returns>
    /// <exception cref="SqliteException">The disk refuses; a damaged database is replaced instead.</exception>
    public static (SqliteConnection Durable, SpoolLedger Ledger, SpoolStart Start) Open(
        string directory,
        SpoolLease lease,
        TimeProvider time,
        ILogger logger,
        Action? working
    )
    {
        var path = PathIn(directory);
        var finished = DamagedDatabase.FinishReplacement(path);
        var existed = File.Exists(path);
        var (durable, ledger) = OpenOrReplace(path, time, logger, working);
        if (finished is not null)
        {
            TellReplaced(logger, "found before this start", finished, durable, ledger);
        }
        try
        {
            var known = durable.Scalar("SELECT max(number) FROM starts") is long number ? number : 0;
            if (!existed && lease.LastStart > 0)
            {
                logger.Missing(lease.LastStart);
            }
            else if (lease.LastStart > known)
            {
                logger.OlderCopy(known, lease.LastStart, ledger.Waiting.Packs);
            }
            else if (ledger.Waiting.Packs > 0)
            {
                logger.Found(ledger.Waiting.Packs, ledger.Waiting.Events);
            }
            var next = Math.Max(lease.LastStart, known) + 1;
            var start = new SpoolStart(durable, lease, next, time.GetUtcNow(), logger);
            start.Write();
            return (durable, ledger, start);
        }
        catch
        {
            durable.Dispose();
            throw;
        }
    }

    private static (SqliteConnection, SpoolLedger) OpenOrReplace(
        string path,
        TimeProvider time,
        ILogger logger,
        Action? working
    )
    {
        var cause = "found while it was in use";
        if (!DamagedDatabase.IsMarked(path))
        {
            try
            {
                return Prepare(path);
            }
            catch (SqliteException failure) when (SpoolFaults.Of(failure) == SpoolFault.Damaged)
            {
                cause = failure.Message;
            }
        }
        try
        {
            var kept = DamagedDatabase.Replace(path, time.GetUtcNow(), working);
            var (durable, ledger) = Prepare(path);
            TellReplaced(logger, cause, kept, durable, ledger);
            return (durable, ledger);
        }
        catch (Exception refused) when (refused is SqliteException or IOException or UnauthorizedAccessException)
        {
            logger.NotReplaced(cause, refused.Message, BytesIn(Path.GetDirectoryName(path)!));
            throw;
        }
    }

    private static void TellReplaced(
        ILogger logger,
        string cause,
        string kept,
        SqliteConnection durable,
        SpoolLedger ledger
    ) =>
        logger.Replaced(
            cause,
            kept,
            ledger.Waiting.Packs,
            ledger.Waiting.Events,
            durable.Scalar("SELECT count(*) FROM inventory") is long rows ? rows : 0
        );

    private static (SqliteConnection, SpoolLedger) Prepare(string path)
    {
        var durable = SpoolSql.Connect(path, "FULL");
        try
        {
            durable.Execute(SpoolSchema.Create);
            return (durable, new SpoolLedger(durable.Depth("packs"), durable.Depth("set_aside")));
        }
        catch
        {
            durable.Dispose();
            throw;
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
