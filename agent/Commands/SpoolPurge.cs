using Forwarder.Agent.Spool;

namespace Forwarder.Agent.Commands;

/// <summary>What <c>canopsis-agent spool purge</c> removes.</summary>
internal sealed record SpoolPurge(bool Waiting, bool SetAside, bool Damaged)
{
    /// <exception cref="IOException">The agent is running, or there is no spool.</exception>
    public int Run(string directory, SpoolPrinter printer, bool isConfirmed)
    {
        if (!Waiting && !SetAside && !Damaged)
        {
            Console.Error.WriteLine("Say what to remove: --all, --set-aside or --damaged.");
            return ExitCodes.Unusable;
        }
        using var spool = StoppedSpool.Take(directory);
        var removed = new SpoolDepth(0, 0, 0);
        if (Waiting || SetAside)
        {
            using var connection = spool.Connect();
            foreach (var table in Tables())
            {
                var depth = connection.Depth(table);
                removed = new SpoolDepth(
                    removed.Packs + depth.Packs,
                    removed.Events + depth.Events,
                    removed.Bytes + depth.Bytes
                );
                if (isConfirmed)
                {
                    connection.Execute($"DELETE FROM {table}");
                }
            }
            if (isConfirmed)
            {
                connection.Execute("VACUUM");
            }
        }
        var kept = Damaged ? DamagedDatabase.Kept(directory).ToList() : [];
        foreach (var file in kept.Where(_ => isConfirmed))
        {
            foreach (var companion in SpoolFile.Companions)
            {
                File.Delete(file + companion);
            }
        }
        printer.Print(
            (isConfirmed ? "removed_packs" : "would_remove_packs", removed.Packs),
            ("events", removed.Events),
            ("bytes", removed.Bytes),
            ("damaged_databases", kept.Count)
        );
        if (!isConfirmed)
        {
            Console.Error.WriteLine(
                "Nothing was removed. Their events are lost then: export them first, and add --yes."
            );
        }
        return isConfirmed ? ExitCodes.Done : ExitCodes.No;
    }

    private IEnumerable<string> Tables()
    {
        if (Waiting)
        {
            yield return "packs";
        }
        if (SetAside)
        {
            yield return "set_aside";
        }
    }
}
