using System.CommandLine;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent inventory list|show HOST[/SERVICE]</c>: what the agent knows as of its last commit, whether or not it
/// is running.
/// </summary>
internal static class InventoryCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "The agent's configuration: its spool_directory is read.",
            DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
            Recursive = true,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per line.", Recursive = true };
        var name = new Argument<string>("HOST[/SERVICE]") { Description = "Names or ids." };
        var list = new Command("list", "Prints the totals and one line per host.");
        var show = new Command("show", "Prints everything known about a host or a service.") { name };
        var command = new Command("inventory", "Prints what the agent has learnt about hosts and services.")
        {
            config,
            json,
            list,
            show,
        };
        list.SetAction(result => Run(result.GetRequiredValue(config), result.GetValue(json), PrintAll));
        show.SetAction(result =>
            Run(
                result.GetRequiredValue(config),
                result.GetValue(json),
                (view, printer) => PrintOne(view, printer, result.GetRequiredValue(name))
            )
        );
        return command;
    }

    private static int Run(string config, bool asJson, Func<InventoryView, InventoryPrinter, int> print)
    {
        if (ConfigurationFile.ReadOrTell(config) is not { } configuration)
        {
            return ExitCodes.Unusable;
        }
        // Held events must not be given up while they are counted.
        var estate = new Estate(maxHeldEvents: int.MaxValue, TimeProvider.System);
        try
        {
            estate.Load(SpoolReader.ReadInventory(configuration.SpoolDirectory));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            Console.Error.WriteLine(
                $"spool_directory = {configuration.SpoolDirectory}: the spool cannot be read: {failure.Message}"
            );
            return ExitCodes.Unusable;
        }
        return print(new InventoryView(estate), new InventoryPrinter(Console.Out, asJson));
    }

    private static int PrintAll(InventoryView view, InventoryPrinter printer)
    {
        printer.PrintLine(view.Totals());
        foreach (var host in view.Hosts())
        {
            printer.PrintLine(view.HostLine(host));
        }
        return ExitCodes.Done;
    }

    private static int PrintOne(InventoryView view, InventoryPrinter printer, string name)
    {
        var found = view.Find(name).ToList();
        foreach (var known in found)
        {
            printer.PrintObject(view.Everything(known));
        }
        if (found.Count > 0)
        {
            return ExitCodes.Done;
        }
        Console.Error.WriteLine(
            $"canopsis-agent inventory: nothing known is called {name}. Names are exact; list prints those of all hosts."
        );
        return ExitCodes.No;
    }
}
