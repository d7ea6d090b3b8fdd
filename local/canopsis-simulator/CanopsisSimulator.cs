using System.Net;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Engine;
using Forwarder.Simulator.Events;
using Forwarder.Simulator.Faults;
using Forwarder.Simulator.Memory;
using Forwarder.Simulator.Tls;

namespace Forwarder.Simulator;

/// <summary>A Canopsis server for tests and demonstrations, listening on loopback.</summary>
internal sealed class CanopsisSimulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerCertificate? certificate;

    private CanopsisSimulator(WebApplication app, ServerCertificate? certificate)
    {
        this.app = app;
        this.certificate = certificate;
    }

    public Uri Url => new(app.Urls.Single());

    /// <summary>Certificate in PEM that a client has to trust; null without TLS.</summary>
    public string? TrustPem => certificate?.TrustPem;

    /// <summary>Starts one; it accepts requests when this returns.</summary>
    public static async Task<CanopsisSimulator> StartAsync(SimulatorOptions options, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var clock = time ?? TimeProvider.System;
        var shown =
            options.Tls == CertificateKind.None ? null : ServerCertificate.Create(options.Tls, clock.GetUtcNow());
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(
                IPAddress.Loopback,
                options.Port,
                listen =>
                {
                    if (shown is not null)
                    {
                        listen.UseHttps(shown.Server);
                    }
                }
            );
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
        return new CanopsisSimulator(built, shown);
    }

    /// <summary>Ends when the process is told to.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate?.Dispose();
    }
}
