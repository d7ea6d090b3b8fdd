using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>
/// Writes the number of this start into the database and beside it. A disk that is full lets that wait: what the database
/// holds can be read and published all the same.
/// </summary>
internal sealed class SpoolStart(
    SqliteConnection durable,
    SpoolLease lease,
    long number,
    DateTimeOffset started,
    ILogger logger
)
{
    private bool isWritten;

    /// <exception cref="SqliteException">The database refuses for another reason than a disk without room.</exception>
    public void Write()
    {
        try
        {
            WriteNumbers();
        }
        catch (SqliteException full) when (SpoolFaults.Of(full) is SpoolFault.DiskFull or SpoolFault.Disk)
        {
            logger.NotWritable(full.Message, SpoolFaults.Remedy(SpoolFaults.Of(full)));
        }
        catch (IOException full)
        {
            logger.NotWritable(full.Message, SpoolFaults.Remedy(SpoolFault.DiskFull));
        }
    }

    /// <summary>After each commit, which shows that there is room again.</summary>
    public void WriteIfMissing()
    {
        try
        {
            WriteNumbers();
        }
        catch (Exception full) when (full is SqliteException or IOException)
        {
            // with the next commit
        }
    }

    // The database first: a lock that is ahead of it would tell of an older copy.
    private void WriteNumbers()
    {
        if (isWritten)
        {
            return;
        }
        durable.Execute(
            "DELETE FROM starts; INSERT INTO starts(number, started) VALUES($number, $started)",
            ("$number", number),
            ("$started", started.ToUnixTimeSeconds())
        );
        lease.WriteStart(number);
        isWritten = true;
    }
}
