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
        var path = SpoolFile.PathIn(directory);
        if (!File.Exists(path) && !DamagedDatabase.IsReady(path))
        {
            throw new FileNotFoundException($"There is no {path}: no agent has run with this spool_directory.");
        }
        var lease = SpoolLease.Take(directory);
        try
        {
            DamagedDatabase.FinishReplacement(path);
            return new StoppedSpool(lease, path);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>To change it, durably.</summary>
    /// <exception cref="SqliteException">The database cannot be used.</exception>
    public SqliteConnection Connect() => SpoolSql.Connect(path, "FULL");

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
