using System.CommandLine;
using System.Net.Sockets;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

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
            await Console.Error.WriteLineAsync(StartProblem(configuration, failure).ToString());
            return ExitCodes.Unusable;
        }
    }

    private static async Task<int> RunAsync(string path, bool endsWithInput, CancellationToken stop)
    {
        if (ConfigurationFile.ReadOrTell(path) is not { } configuration)
        {
            return ExitCodes.Unusable;
        }
        using var host = AgentHost.Build(configuration);
        try
        {
            // what can fail at the start fails here, before anything runs
            host.Services.GetRequiredService<PublisherToken>().Current();
            host.Services.GetRequiredService<SpoolDatabase>();
            await host.StartAsync(stop);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or SqliteException or SocketException)
        {
            await Console.Error.WriteLineAsync(StartProblem(configuration, failure).ToString());
            return ExitCodes.Unusable;
        }
        if (endsWithInput)
        {
            EndWithInput(host);
        }
        await host.WaitForShutdownAsync(stop);
        var failed = host
            .Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Any(service => service.ExecuteTask is { IsFaulted: true });
        return failed ? ExitCodes.No : ExitCodes.Done;
    }

    private static void EndWithInput(IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0) { }
            lifetime.StopApplication();
        })
        {
            IsBackground = true,
        };
        watch.Start();
    }

    private static ParameterProblem StartProblem(AgentConfiguration configuration, Exception failure) =>
        failure switch
        {
            SocketException => new(
                "listen_port",
                configuration.Brokers.Listener.EndPoint.ToString(),
                $"The address cannot be used: {failure.Message}. Stop what uses it, or take another."
            ),
            IOException { InnerException: AddressInUseException } => new(
                "health_port",
                $"{configuration.HealthPort}",
                "The port is in use. Take another."
            ),
            _ when configuration.Hub.TokenFile is { } file && !CanRead(file) => new(
                "hub_token_file",
                file,
                $"The publisher token cannot be read: {failure.Message}"
            ),
            _ => new("spool_directory", configuration.SpoolDirectory, $"The spool cannot be opened: {failure.Message}"),
        };

    private static bool CanRead(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
