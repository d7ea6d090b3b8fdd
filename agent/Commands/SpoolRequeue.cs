using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent spool requeue</c>: what the hub refused is sent once more, in front of what waits and in the order in
/// which it was refused. Packs keep epoch and sequence, so that the functions see the gaps filled that they left.
/// </summary>
internal static class SpoolRequeue
{
    /// <exception cref="IOException">The agent is running, or there is no spool.</exception>
    public static int Run(string directory, SpoolPrinter printer, DateTimeOffset now)
    {
        using var spool = StoppedSpool.Take(directory);
        using var connection = spool.Connect();
        using var transaction = connection.BeginTransaction();
        var depth = connection.Depth("set_aside");
        if (depth.Packs > 0)
        {
            connection.Execute(
                """
                INSERT INTO packs(id, epoch, sequence, created, events, body)
                    SELECT $first - 1 + row_number() OVER (ORDER BY id), epoch, sequence, $now, events, body FROM set_aside;
                DELETE FROM set_aside
                """,
                ("$first", MakeRoom(connection, depth.Packs)),
                // What spool_max_age bounds is how long it waits: it is not to be dropped for having been set aside.
                ("$now", now.ToUnixTimeSeconds())
            );
        }
        transaction.Commit();
        printer.Print(("requeued_packs", depth.Packs), ("events", depth.Events), ("bytes", depth.Bytes));
        return depth.Packs > 0 ? ExitCodes.Done : ExitCodes.No;
    }

    /// <summary>The first of <paramref name="packs"/> free ids, below those of all packs that wait.</summary>
    private static long MakeRoom(SqliteConnection connection, long packs)
    {
        if (connection.Scalar("SELECT min(id) FROM packs") is not long oldest)
        {
            return 1;
        }
        var missing = packs + 1 - oldest;
        if (missing <= 0)
        {
            return oldest - packs;
        }
        // in two steps: an id is unique at every instant
        connection.Execute("UPDATE packs SET id = -id; UPDATE packs SET id = $missing - id", ("$missing", missing));
        return 1;
    }
}
