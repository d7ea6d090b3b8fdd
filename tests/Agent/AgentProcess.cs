using System.Diagnostics;

namespace Forwarder.Agent.Tests;

/// <summary>The agent's program as an operator runs it.</summary>
internal static class AgentProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static string Program => Path.Combine(AppContext.BaseDirectory, "canopsis-agent");

    /// <summary>Runs it to its end.</summary>
    public static (int Code, string Output) Run(params IEnumerable<string> arguments)
    {
        var (code, output, _) = RunProgram(Program, arguments);
        return (code, output);
    }

    /// <summary>Runs a program that runs it, to its end.</summary>
    public static (int Code, string Output, string Error) RunProgram(
        string program,
        params IEnumerable<string> arguments
    )
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end.");
        }
        Task.WaitAll(output, error);
        return (process.ExitCode, output.Result, error.Result);
    }
}
