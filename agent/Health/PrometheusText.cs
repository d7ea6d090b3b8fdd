using System.Globalization;
using System.Text;

namespace Forwarder.Agent.Health;

/// <summary>Metrics in Prometheus' text format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const string Prefix = "canopsis_agent_";

    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics.Where(metric => metric.Values.Count > 0))
        {
            var name = Prefix + metric.Name + (metric.IsCounter ? "_total" : "");
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {metric.Help}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(metric.IsCounter ? "counter" : "gauge")}\n");
            foreach (var (label, value) in metric.Values)
            {
                text.Append(name);
                if (metric.Label is not null)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{{{metric.Label}=\"{Escape(label)}\"}}");
                }
                text.Append(CultureInfo.InvariantCulture, $" {value}\n");
            }
        }
        return text.ToString();
    }

    private static string Escape(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
