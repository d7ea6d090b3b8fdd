using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>The spool of an agent that is stopped, and cannot be started until this is disposed of.</summary>
internal sealed class StoppedSpool : IDisposable
{
    private readonly SpoolLease lease;
    private readonly string path;

    private StoppedSpool(SpoolLease lease, string path)
    {
        this.lease = lease;
        this.path = path;
    }

    /// <exception cref="FileNotFoundException">No agent has ever used this folder.</exception>
    /// <exception cref="IOException">The agent is running.</exception>
    public static StoppedSpool Take(string directory)
    {
        var database = SpoolFile.PathIn(directory);
        if (!File.Exists(database) && !DamagedDatabase.IsReady(database))
        {
            throw new FileNotFoundException($"There is no {database}: no agent has run with this spool_directory.");
        }
        var taken = SpoolLease.Take(directory);
        try
        {
            DamagedDatabase.FinishReplacement(database);
            return new StoppedSpool(taken, database);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>To change it, durably.</summary>
    /// <exception cref="SqliteException">The database cannot be used.</exception>
    public SqliteConnection Connect() => SpoolSql.Connect(path, "FULL");

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
