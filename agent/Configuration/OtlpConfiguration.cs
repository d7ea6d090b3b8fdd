using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>The OpenTelemetry collector that takes the agent's metrics.</summary>
/// <param name="Endpoint">URL of its metrics, such as <c>http://127.0.0.1:4318/v1/metrics</c>.</param>
/// <param name="Interval">Time between two exports.</param>
internal sealed record OtlpConfiguration(Uri Endpoint, TimeSpan Interval)
{
    /// <summary>Null when there is none, or when a problem was added.</summary>
    internal static OtlpConfiguration? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var text = parameters.Text("otlp_endpoint");
        if (text.Length == 0)
        {
            return null;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            problems.Add(new("otlp_endpoint", text, "Write an address such as http://127.0.0.1:4318."));
            return null;
        }
        return new OtlpConfiguration(
            endpoint.AbsolutePath == "/" ? new Uri(endpoint, "/v1/metrics") : endpoint,
            TimeSpan.FromSeconds(parameters.Number("otlp_interval")!.Value)
        );
    }
}
