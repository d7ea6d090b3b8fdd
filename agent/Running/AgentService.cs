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

    private readonly string path;
    private readonly ServiceManager manager;
    private readonly PosixSignalRegistration reload;
    private readonly SemaphoreSlim reloads = new(0);

    public AgentService(string path, ServiceManager manager)
    {
        this.path = path;
        this.manager = manager;
        reload = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                reloads.Release();
            }
        );
    }

    /// <summary>Never ends with <see cref="AgentEnd.Reload"/> or <see cref="AgentEnd.Damaged"/>.</summary>
    public async Task<AgentEnd> RunAsync(AgentConfiguration configuration, CancellationToken stop)
    {
        AgentConfiguration? former = null;
        var damaged = 0;
        while (true)
        {
            var (end, changed) = await RunOnceAsync(configuration, former is not null, stop);
            switch (end)
            {
                case AgentEnd.Reload:
                    (former, configuration) = (configuration, changed!);
                    break;
                case AgentEnd.Damaged when ++damaged <= MostReplacements:
                    break;
                case AgentEnd.Damaged:
                    manager.Stopping();
                    return AgentEnd.Failed;
                case AgentEnd.Refused when former is not null:
                    (configuration, former) = (former, null);
                    break;
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

    private async Task<(AgentEnd, AgentConfiguration? Changed)> RunOnceAsync(
        AgentConfiguration configuration,
        bool isReload,
        CancellationToken stop
    )
    {
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
            await Console.Error.WriteLineAsync(StartProblem.Of(configuration, failure).ToString());
            await EndPartsAsync(host);
            return (AgentEnd.Refused, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndPartsAsync(host);
            return (AgentEnd.Asked, null);
        }
        using (host)
        {
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Forwarder.Agent");
            TellLogFile(configuration, host, logger);
            logger.Ready(HealthReporter.Version, path);
            manager.Ready(isReload ? "The changed configuration is in force." : "Awaiting brokers.");
            var changed = await UntilEndOrReloadAsync(host, configuration, logger, stop);
            return (EndOf(host, logger, changed), changed);
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
                await reloads.WaitAsync(ending.Token);
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
            manager.Ready("The changed configuration was refused; the former one is in force.");
        }
        return configuration;
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
