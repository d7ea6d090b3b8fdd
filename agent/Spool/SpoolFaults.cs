using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>What an error of SQLite means for the spool, and what to do about it.</summary>
internal static class SpoolFaults
{
    public static SpoolFault Of(SqliteException failure) =>
        failure.SqliteErrorCode switch
        {
            13 => SpoolFault.DiskFull,
            8 or 14 or 23 => SpoolFault.ReadOnly,
            10 => SpoolFault.Disk,
            11 or 26 => SpoolFault.Damaged,
            _ => SpoolFault.Other,
        };

    /// <summary>One sentence: what the operator does.</summary>
    public static string Remedy(SpoolFault fault) =>
        fault switch
        {
            SpoolFault.DiskFull =>
                "The disk of spool_directory is full: free some of it or move spool_directory. The agent goes on by itself.",
            SpoolFault.ReadOnly =>
                "spool_directory and the files in it must be writable by the agent's user, on a disk that is mounted "
                    + "writable. The agent goes on by itself.",
            SpoolFault.Disk =>
                "The disk of spool_directory reports an error: see the kernel's log, check its space, quota and health. The "
                    + "agent goes on by itself.",
            SpoolFault.Damaged =>
                "The database is damaged: the agent starts again by itself, keeps the damaged file beside the new one and "
                    + "takes over what can be read. Check the disk.",
            _ => "See whether another program has spool.db open. The agent goes on by itself.",
        };
}
