using System.Globalization;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>A spool as the commands show it: as of the last commit, without touching it.</summary>
internal sealed class SpoolView : IDisposable
{
    private readonly SpoolSettings settings;
    private readonly SqliteConnection connection;
    private readonly string path;

    private SpoolView(SpoolSettings settings, string path)
    {
        this.settings = settings;
        this.path = path;
        connection = SpoolSql.ConnectToRead(path);
    }

    /// <exception cref="FileNotFoundException">No agent has ever used this folder, or there is no such file.</exception>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public static SpoolView Open(SpoolSettings settings, string? database)
    {
        var file = database ?? SpoolFile.PathIn(settings.Directory);
        return File.Exists(file)
            ? new SpoolView(settings, file)
            : throw new FileNotFoundException($"There is no {file}: no agent has run with this spool_directory.");
    }

    public int PrintStatus(SpoolPrinter printer)
    {
        var (waiting, setAside) = (connection.Depth("packs"), connection.Depth("set_aside"));
        var limits = settings.Limits;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        printer.Print(
            ("packs", waiting.Packs),
            ("events", waiting.Events),
            ("bytes", waiting.Bytes),
            ("oldest", Edge("min")),
            ("newest", Edge("max")),
            ("set_aside_packs", setAside.Packs),
            ("set_aside_events", setAside.Events),
            ("max_bytes", limits.MaxBytes),
            ("max_age", (long?)limits.MaxAge?.TotalSeconds),
            ("when_full", settings.WhenFull),
            ("full", waiting.Bytes + setAside.Bytes >= limits.MaxBytes),
            ("database", path),
            ("database_bytes", SpoolFile.BytesOf(path)),
            ("disk_free_bytes", SpoolFile.FreeBytesIn(folder)),
            ("damaged_kept", DamagedDatabase.Kept(folder).Count())
        );
        return 0;
    }

    public int PrintList(SpoolPrinter printer, bool setAside, int limit)
    {
        foreach (var row in Rows(setAside, limit))
        {
            printer.Print(
                ("id", row.Id),
                ("epoch", row.Epoch),
                ("sequence", row.Sequence),
                ("created", Time(row.Created)),
                ("events", row.Events),
                ("bytes", row.Body.Length),
                ("reason", row.Reason)
            );
        }
        return 0;
    }

    /// <summary>Each file is whole or not there, and named so that the order of names is that of the packs.</summary>
    public int Export(SpoolPrinter printer, string folder, bool setAside, int limit)
    {
        Directory.CreateDirectory(folder);
        var (packs, events) = (0L, 0L);
        foreach (var row in Rows(setAside, limit))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{row.Id:d19}-{row.Epoch}-{row.Sequence}.pack.gz");
            var file = Path.Combine(folder, name);
            File.WriteAllBytes($"{file}.part", row.Body);
            File.Move($"{file}.part", file, overwrite: true);
            packs++;
            events += row.Events;
        }
        printer.Print(("packs", packs), ("events", events), ("folder", folder));
        return 0;
    }

    /// <summary>False when something is wrong, damage of the database included; each such thing is a line.</summary>
    public bool Verify(SpoolPrinter printer)
    {
        var (problems, packs, isDamaged) = (0, 0L, false);
        Check(CheckDatabase);
        Check(() => CheckPacks(setAside: false));
        Check(() => CheckPacks(setAside: true));
        printer.Print(("packs", packs), ("problems", problems));
        if (isDamaged)
        {
            Console.Error.WriteLine(
                $"{path} is damaged. What can be read of spool.db is taken over by the agent when it meets the damage; of a "
                    + "database that was kept this has been done. Check the disk."
            );
        }
        return problems == 0;

        void Check(Action check)
        {
            try
            {
                check();
            }
            catch (SqliteException failure) when (SpoolFaults.Of(failure) == SpoolFault.Damaged)
            {
                TellDamage(failure.Message);
            }
        }

        void TellDamage(string detail)
        {
            isDamaged = true;
            problems++;
            printer.Print(("problem", "database"), ("detail", detail));
        }

        void CheckDatabase()
        {
            using var check = connection.Command("PRAGMA integrity_check(20)");
            using var reader = check.ExecuteReader();
            while (reader.Read() && reader.GetString(0) is not "ok" and var found)
            {
                TellDamage(found);
            }
        }

        void CheckPacks(bool setAside)
        {
            foreach (var row in Rows(setAside, int.MaxValue))
            {
                packs++;
                if (FaultOf(row) is { } fault)
                {
                    problems++;
                    printer.Print(("problem", "pack"), ("id", row.Id), ("detail", fault));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static string? FaultOf(SpoolRow row)
    {
        try
        {
            using var content = PackReader.Open(row.Body);
            var header = content.Header;
            return header.Epoch != row.Epoch || header.Sequence != row.Sequence
                ? $"It says epoch {header.Epoch}, sequence {header.Sequence}; the spool says {row.Epoch}, {row.Sequence}."
                : null;
        }
        catch (PackFormatException unreadable)
        {
            return unreadable.Message;
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    private string? Edge(string function) =>
        connection.Scalar($"SELECT {function}(created) FROM packs") is long seconds
            ? Time(DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;

    private IEnumerable<SpoolRow> Rows(bool setAside, int limit)
    {
        using var command = connection.Command(
            $"SELECT id, epoch, sequence, created, events, body, {(setAside ? "reason FROM set_aside" : "NULL FROM packs")} "
                + "ORDER BY id LIMIT $limit",
            ("$limit", limit)
        );
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new SpoolRow(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetInt64(2),
                DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3)),
                reader.GetInt32(4),
                reader.GetFieldValue<byte[]>(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)
            );
        }
    }
}
