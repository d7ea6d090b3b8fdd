using Forwarder.Simulator.Api;
using Forwarder.Simulator.Engine;
using Forwarder.Simulator.Events;
using Forwarder.Simulator.Faults;
using Forwarder.Simulator.Memory;

namespace Forwarder.Simulator;

/// <summary>A Canopsis server for tests and demonstrations, listening on loopback.</summary>
internal sealed class CanopsisSimulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private CanopsisSimulator(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    /// <summary>Starts one; it accepts requests when this returns.</summary>
    public static async Task<CanopsisSimulator> StartAsync(SimulatorOptions options, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // The limit of the front server is the simulator's own business.
            server.Limits.MaxRequestBodySize = null;
            server.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        var profile = Profile.Of(options.Version);
        var clock = time ?? TimeProvider.System;
        var log = new ReceivedLog(new EngineView(profile, clock), clock, options.KeepBodies);
        var faults = new FaultSwitches();
        var callers = new CallerDirectory(options);
        var platform = new Platform(profile, clock);
        var gate = new Gate(new CanopsisApi(profile, callers, platform), faults, log, options.RoundTrip);

        var built = builder.Build();
        new Control(log, faults, new KnownFields(profile)).Map(built);
        new Administration(callers, platform).Map(built);
        built.MapFallback("{*path}", gate.HandleAsync);
        await built.StartAsync();
        return new CanopsisSimulator(built);
    }

    /// <summary>Ends when the process is told to.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => app.WaitForShutdownAsync(cancellation);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
