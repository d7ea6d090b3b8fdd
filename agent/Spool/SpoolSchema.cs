namespace Forwarder.Agent.Spool;

/// <summary>The tables of <c>spool.db</c>.</summary>
internal static class SpoolSchema
{
    /// <summary>SQLite's own default, which every database of an agent has.</summary>
    public const long PageBytes = 4096;

    public const string Tables = """
        CREATE TABLE IF NOT EXISTS packs(
            id INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
            created INTEGER NOT NULL, events INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS set_aside(
            id INTEGER PRIMARY KEY, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
            created INTEGER NOT NULL, events INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL, UNIQUE(epoch, sequence));
        CREATE TABLE IF NOT EXISTS inventory(
            kind INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY(kind, a, b)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sessions(
            id TEXT PRIMARY KEY, peer TEXT NOT NULL, started INTEGER NOT NULL, covered INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS starts(number INTEGER PRIMARY KEY, started INTEGER NOT NULL);
        """;

    /// <summary>The tables of a database that is in use.</summary>
    public const string Create = $"PRAGMA journal_mode=WAL; {Tables}";
}
