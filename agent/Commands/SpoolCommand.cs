using System.CommandLine;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent spool status|list|export|verify|requeue|purge</c>: what waits to be published, whether or not the agent
/// runs; only <c>requeue</c> and <c>purge</c>, which change it, demand that it does not.
/// </summary>
internal static class SpoolCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create("The agent's configuration: its spool_directory is read.");
        config.Recursive = true;
        var json = new Option<bool>("--json") { Description = "One JSON object per line.", Recursive = true };
        // Only where something is read: whoever names another database does not mean this one to be changed.
        var database = new Option<string?>("--database")
        {
            Description = "Another database, such as a spool.db.damaged-… that was kept.",
        };
        var setAside = new Option<bool>("--set-aside")
        {
            Description = "The packs that the hub refuses for ever, instead of those that wait.",
        };
        var refused = new Option<bool>("--set-aside")
        {
            Description = "Removes the packs that the hub refuses for ever.",
        };
        var limit = LimitOption.Create("At most that many packs, the oldest; 0: all.");
        var folder = new Argument<string>("FOLDER") { Description = "Where the packs go, one file each." };
        var all = new Option<bool>("--all") { Description = "Removes the packs that wait: their events are lost." };
        var damaged = new Option<bool>("--damaged") { Description = "Removes the damaged databases that were kept." };
        var yes = new Option<bool>("--yes") { Description = "Without it nothing is removed, only told." };

        var status = new Command("status", "Prints how much waits, since when, and the bounds.") { database };
        var list = new Command("list", "Prints a line per pack, oldest first.") { setAside, limit, database };
        var export = new Command("export", "Writes packs as files that zcat reads, oldest first.")
        {
            folder,
            setAside,
            limit,
            database,
        };
        var verify = new Command("verify", "Checks the database and every pack in it.") { database };
        var requeue = new Command(
            "requeue",
            "Has the agent send what the hub refused once more, before what waits; the agent must be stopped."
        );
        var purge = new Command("purge", "Removes packs for ever; the agent must be stopped. Export them first.")
        {
            all,
            refused,
            damaged,
            yes,
        };
        status.SetAction(result => Read(result, (view, printer) => view.PrintStatus(printer)));
        list.SetAction(result =>
            Read(result, (view, printer) => view.PrintList(printer, result.GetValue(setAside), result.MostOf(limit)))
        );
        export.SetAction(result =>
            Read(
                result,
                (view, printer) =>
                    view.Export(
                        printer,
                        result.GetRequiredValue(folder),
                        result.GetValue(setAside),
                        result.MostOf(limit)
                    )
            )
        );
        verify.SetAction(result =>
            Read(result, (view, printer) => view.Verify(printer) ? ExitCodes.Done : ExitCodes.No)
        );
        requeue.SetAction(result =>
            Guarded(
                result,
                settings =>
                    SpoolRequeue.Run(
                        settings.Directory,
                        new SpoolPrinter(Console.Out, result.GetValue(json)),
                        TimeProvider.System.GetUtcNow()
                    )
            )
        );
        purge.SetAction(result =>
            Purge(
                result,
                new SpoolPurge(result.GetValue(all), result.GetValue(refused), result.GetValue(damaged)),
                result.GetValue(yes)
            )
        );
        return new Command("spool", "Shows and mends what waits to be published.")
        {
            config,
            json,
            status,
            list,
            export,
            verify,
            requeue,
            purge,
        };

        int Read(ParseResult result, Func<SpoolView, SpoolPrinter, int> print) =>
            Guarded(
                result,
                settings =>
                {
                    using var view = SpoolView.Open(settings, result.GetValue(database));
                    return print(view, new SpoolPrinter(Console.Out, result.GetValue(json)));
                }
            );

        int Purge(ParseResult result, SpoolPurge what, bool isConfirmed) =>
            Guarded(
                result,
                settings =>
                    what.Run(settings.Directory, new SpoolPrinter(Console.Out, result.GetValue(json)), isConfirmed)
            );

        int Guarded(ParseResult result, Func<SpoolSettings, int> run)
        {
            if (ConfigurationFile.ReadSpoolOrTell(result.GetRequiredValue(config)) is not { } settings)
            {
                return ExitCodes.Unusable;
            }
            try
            {
                return run(settings);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
            {
                var remedy = failure is SqliteException sqlite ? $" {SpoolFaults.Remedy(SpoolFaults.Of(sqlite))}" : "";
                Console.Error.WriteLine($"spool_directory = {settings.Directory}: {failure.Message}{remedy}");
                return ExitCodes.Unusable;
            }
        }
    }
}
