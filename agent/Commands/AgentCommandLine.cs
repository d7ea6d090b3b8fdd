using System.CommandLine;
using System.CommandLine.Help;

namespace Forwarder.Agent.Commands;

/// <summary>The whole command line: commands, help with examples, one exit code for everything mistyped.</summary>
internal static class AgentCommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "The edge agent: carries the events of Centreon Broker to Event Hubs and loses none."
        )
        {
            RunCommand.Create(),
            ValidateCommand.Create(),
            StatusCommand.Create(),
            TapCommand.Create(),
            ReplayCommand.Create(),
            DecodeCommand.Create(),
            InventoryCommand.Create(),
            SpoolCommand.Create(),
            ParametersCommand.Create(),
            VersionCommand.Create(),
            CompletionCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        // the other spellings would be offered as completions
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Runs what was typed.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCodes.Unusable : code;
    }
}
