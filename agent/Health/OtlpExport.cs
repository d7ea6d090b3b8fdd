using System.Diagnostics.Metrics;
using Forwarder.Agent.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Forwarder.Agent.Health;

/// <summary>
/// Sends the metrics of <c>/metrics</c> to an OpenTelemetry collector (OTLP over HTTP) when <c>otlp_endpoint</c> names one.
/// Headers, such as a key, come from the usual variable <c>OTEL_EXPORTER_OTLP_HEADERS</c>.
/// </summary>
internal sealed class OtlpExport(AgentConfiguration configuration, HealthReporter reporter, TimeProvider time)
    : IHostedService,
        IDisposable
{
    private const string Name = "canopsis-agent";

    // All instruments of one collection show the same reading.
    private static readonly TimeSpan SameReading = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Dictionary<string, Metric> metrics = [];
    private long readAt;
    private Meter? meter;
    private MeterProvider? provider;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Otlp is not { } otlp)
        {
            return Task.CompletedTask;
        }
        meter = new Meter(Name, HealthReporter.Version);
        foreach (var metric in AgentMetrics.From(reporter.Read()))
        {
            var name = $"canopsis_agent_{metric.Name}";
            if (metric.IsCounter)
            {
                meter.CreateObservableCounter(name, () => Observe(metric.Name), description: metric.Help);
            }
            else
            {
                meter.CreateObservableGauge(name, () => Observe(metric.Name), description: metric.Help);
            }
        }
        var exporter = new OtlpMetricExporter(
            new OtlpExporterOptions { Endpoint = otlp.Endpoint, Protocol = OtlpExportProtocol.HttpProtobuf }
        );
        provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Name)
            .SetResourceBuilder(
                ResourceBuilder
                    .CreateDefault()
                    .AddService(
                        Name,
                        serviceVersion: HealthReporter.Version,
                        serviceInstanceId: configuration.Hub.Publisher.ToString()
                    )
            )
            .AddReader(new PeriodicExportingMetricReader(exporter, (int)otlp.Interval.TotalMilliseconds))
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        provider?.Dispose();
        meter?.Dispose();
    }

    private List<Measurement<double>> Observe(string name)
    {
        lock (gate)
        {
            if (metrics.Count == 0 || time.GetElapsedTime(readAt) > SameReading)
            {
                metrics = AgentMetrics
                    .From(reporter.Read())
                    .ToDictionary(metric => metric.Name, StringComparer.Ordinal);
                readAt = time.GetTimestamp();
            }
            return metrics.TryGetValue(name, out var metric)
                ? metric.Values.Select(value => ToMeasurement(metric.Label, value)).ToList()
                : [];
        }
    }

    private static Measurement<double> ToMeasurement(string? label, (string Label, double Value) value) =>
        label is null
            ? new Measurement<double>(value.Value)
            : new Measurement<double>(value.Value, new KeyValuePair<string, object?>(label, value.Label));
}
