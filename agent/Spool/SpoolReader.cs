using Forwarder.Agent.Inventory;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>
/// The agent's database as another process sees it while the agent may be running: the state of the last commit. It takes
/// no lock that an agent would notice and writes nothing.
/// </summary>
internal static class SpoolReader
{
    /// <summary>Everything the inventory had committed, in the order of its kinds.</summary>
    /// <exception cref="FileNotFoundException">No agent has ever used this folder.</exception>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public static IEnumerable<InventoryRow> ReadInventory(string directory)
    {
        var path = SpoolFile.PathIn(directory);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException("There is no spool.db: no agent has run with this spool_directory.", path);
        }
        using var connection = SpoolSql.ConnectToRead(path);
        foreach (var row in SpoolDatabase.ReadInventory(connection))
        {
            yield return row;
        }
    }
}
