using System.Runtime.InteropServices;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Health;
using Forwarder.Agent.Logging;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Running;

/// <summary>
/// Runs the agent until it is asked to end. A changed configuration (SIGHUP) is checked first and then taken over by ending
/// the agent in order and starting it again in the same process: sessions are resumed by their brokers, nothing is lost. One
/// that is refused, or with which the agent does not start, leaves the former in force.
/// </summary>
internal sealed class AgentService : IDisposable
{
    // A disk that damages every new database is not to be filled with the old ones.
    private const int MostReplacements = 3;

    private const string Refused = "The changed configuration was refused; the former one is in force.";

    private readonly string path;
    private readonly ServiceManager manager;
    private readonly PosixSignalRegistration reload;
    private readonly ReloadRequests reloads = new();

    public AgentService(string path, ServiceManager manager)
    {
        this.path = path;
        this.manager = manager;
        reload = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                reloads.Ask();
            }
        );
    }

    /// <summary>Never ends with <see cref="AgentEnd.Reload"/> or <see cref="AgentEnd.Damaged"/>.</summary>
    public async Task<AgentEnd> RunAsync(AgentConfiguration configuration, CancellationToken stop)
    {
        var inForce = new ConfigurationInForce(configuration);
        var damaged = 0;
        while (true)
        {
            var end = await RunOnceAsync(inForce, stop);
            switch (end)
            {
                case AgentEnd.Reload:
                    break;
                case AgentEnd.Damaged when ++damaged <= MostReplacements:
                    break;
                case AgentEnd.Damaged:
                    manager.Stopping();
                    return AgentEnd.Failed;
                default:
                    manager.Stopping();
                    return end;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reload.Dispose();
        reloads.Dispose();
    }

    private async Task<AgentEnd> RunOnceAsync(ConfigurationInForce inForce, CancellationToken stop)
    {
        var configuration = inForce.Current;
        IHost? host = null;
        try
        {
            // what can fail at the start fails here, before anything runs
            host = AgentHost.Build(configuration, manager);
            (host.Services.GetRequiredService<IHubCredential>() as PublisherToken)?.Current();
            host.Services.GetRequiredService<SpoolDatabase>();
            await host.StartAsync(stop);
        }
        catch (Exception failure) when (StartProblem.IsOne(failure))
        {
            var problem = StartProblem.Of(configuration, failure);
            await Console.Error.WriteLineAsync(problem.ToString());
            await EndPartsAsync(host);
            return inForce.TryGoBack(problem) ? AgentEnd.Reload : AgentEnd.Refused;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndPartsAsync(host);
            return AgentEnd.Asked;
        }
        using (host)
        {
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Forwarder.Agent");
            TellLogFile(configuration, host, logger);
            logger.Ready(HealthReporter.Version, path);
            TellInForce(inForce.Started(), logger);
            var changed = await UntilEndOrReloadAsync(host, configuration, logger, stop);
            var end = EndOf(host, logger, changed);
            if (end == AgentEnd.Reload)
            {
                inForce.Change(changed!);
            }
            return end;
        }
    }

    private async Task<AgentConfiguration?> UntilEndOrReloadAsync(
        IHost host,
        AgentConfiguration inForce,
        ILogger logger,
        CancellationToken stop
    )
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        AgentConfiguration? changed = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        try
        {
            while (changed is null)
            {
                await reloads.TakeAsync(ending.Token);
                changed = Read(inForce, logger);
            }
            logger.Reloading(path);
            lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            logger.Ending();
        }
        await host.WaitForShutdownAsync(stop);
        return changed;
    }

    // The parts that had started use the spool until they have ended; only then may it be closed.
    private static async Task EndPartsAsync(IHost? host)
    {
        if (host is null)
        {
            return;
        }
        using (host)
        {
            try
            {
                await host.StopAsync(CancellationToken.None);
            }
            catch (Exception)
            {
                // a part that does not end in order after a failed start: why that failed has been told
            }
        }
    }

    private AgentConfiguration? Read(AgentConfiguration inForce, ILogger logger)
    {
        manager.Reloading();
        var problems = new List<ParameterProblem>();
        var configuration = ConfigurationFile.Read(path, Environment.GetEnvironmentVariables(), problems);
        if (configuration is not null && ReloadCheck.Of(inForce, configuration) is { } impossible)
        {
            problems.Add(impossible);
            configuration = null;
        }
        foreach (var problem in problems)
        {
            if (problem.IsWarning)
            {
                logger.ConfigurationWarning(problem.ToString());
            }
            else
            {
                logger.ReloadRefused(problem.ToString());
            }
        }
        if (configuration is null)
        {
            manager.Ready(Refused);
        }
        return configuration;
    }

    private void TellInForce((bool IsChanged, ParameterProblem? Refusal) started, ILogger logger)
    {
        if (started.Refusal is { } problem)
        {
            logger.ReloadRefused(problem.ToString());
        }
        manager.Ready(
            started.Refusal is not null ? Refused
            : started.IsChanged ? "The changed configuration is in force."
            : "Awaiting brokers."
        );
    }

    private static void TellLogFile(AgentConfiguration configuration, IHost host, ILogger logger)
    {
        if (host.Services.GetRequiredService<AgentLoggerProvider>().Refusal is { } refusal)
        {
            logger.NoLogFile(configuration.Log.File, refusal);
        }
    }

    private static AgentEnd EndOf(IHost host, ILogger logger, AgentConfiguration? changed)
    {
        var failures = host
            .Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Select(service => service.ExecuteTask?.Exception?.GetBaseException())
            .Where(failure => failure is not null and not OperationCanceledException)
            .ToList();
        var spool = host.Services.GetRequiredService<SpoolDatabase>();
        if (spool.IsDamaged && failures.TrueForAll(failure => failure is SpoolDamagedException or SqliteException))
        {
            logger.SpoolDamaged();
            if (spool.TryMarkDamaged() is { } cause)
            {
                logger.SpoolNotMarked(cause);
            }
            return AgentEnd.Damaged;
        }
        return failures.Count > 0 ? AgentEnd.Failed
            : changed is not null ? AgentEnd.Reload
            : AgentEnd.Asked;
    }
}
