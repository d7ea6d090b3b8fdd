using System.CommandLine;
using Forwarder.Agent.Commands;

namespace Forwarder.Agent.Tests.Commands;

/// <summary>What a command line printed, and its exit code.</summary>
internal sealed record Typed(int Code, string Output, string Error)
{
    /// <summary>Runs the whole command line in this process.</summary>
    public static async Task<Typed> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await AgentCommandLine
            .Create()
            .Parse(arguments)
            .InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error },
                TestContext.Current.CancellationToken
            );
        return new Typed(code, output.ToString(), error.ToString());
    }
}
