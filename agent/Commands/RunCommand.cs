using System.CommandLine;
using System.Net.Sockets;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Running;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description =
                "The configuration. Variables CANOPSIS_AGENT_<NAME> of the environment replace its parameters.",
            DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
        };
        var withInput = new Option<bool>("--exit-with-stdin")
        {
            Description =
                "Ends when standard input closes, for a program that starts the agent and must not leave it behind.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description =
                "Prints what would leave and spools, publishes and acknowledges nothing: brokers keep their events.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "With --dry-run: why events do not leave as JSON lines.",
        };
        var command = new Command("run", "Accepts brokers, spools their events and publishes them.")
        {
            config,
            withInput,
            dryRun,
            json,
        };
        command.SetAction(
            (result, stop) =>
                result.GetValue(dryRun)
                    ? RunDryAsync(result.GetValue(config)!, result.GetValue(json), stop)
                    : RunAsync(result.GetValue(config)!, result.GetValue(withInput), stop)
        );
        return command;
    }

    private static async Task<int> RunDryAsync(string path, bool asJson, CancellationToken stop)
    {
        if (ConfigurationFile.ReadOrTell(path) is not { } configuration)
        {
            return ExitCodes.Unusable;
        }
        try
        {
            await using var lines = Console.OpenStandardOutput();
            return await new DryRun(configuration, lines, Console.Error, asJson).RunAsync(stop);
        }
        catch (SocketException failure)
        {
            await Console.Error.WriteLineAsync(StartProblem.Of(configuration, failure).ToString());
            return ExitCodes.No;
        }
    }

    private static async Task<int> RunAsync(string path, bool endsWithInput, CancellationToken stop)
    {
        if (ConfigurationFile.ReadOrTell(path) is not { } configuration)
        {
            return ExitCodes.Unusable;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (endsWithInput)
        {
            EndWithInput(ending);
        }
        using var service = new AgentService(path, ServiceManager.FromEnvironment());
        return await service.RunAsync(configuration, ending.Token) switch
        {
            // What keeps it from starting can pass: a full disk, an address that is not there yet. The service manager tries again.
            AgentEnd.Failed or AgentEnd.Refused => ExitCodes.No,
            _ => ExitCodes.Done,
        };
    }

    private static void EndWithInput(CancellationTokenSource ending)
    {
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0) { }
            try
            {
                ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // it has ended already
            }
        })
        {
            IsBackground = true,
        };
        watch.Start();
    }
}
