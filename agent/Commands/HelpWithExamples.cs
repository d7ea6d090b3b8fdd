using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Forwarder.Agent.Commands;

/// <summary>The generated help, and below it how the command is typed.</summary>
internal sealed class HelpWithExamples(HelpAction generated) : SynchronousCommandLineAction
{
    /// <summary>Who asks for help has not mistyped what is missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = generated.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (HelpExamples.Of(parseResult.CommandResult.Command) is { Count: > 0 } examples)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }
            output.WriteLine();
        }
        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine(
                "Exit codes: 0 done and well, 1 not found, not well or failed, 2 not usable, 3 no agent answers."
            );
            output.WriteLine();
        }
        return code;
    }
}
