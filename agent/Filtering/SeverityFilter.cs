using Forwarder.Agent.Inventory;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// <c>host_severity_threshold</c> or <c>service_severity_threshold</c>: an event passes when threshold OPERATOR severity
/// holds; without severity it does not (decision 4).
/// </summary>
internal sealed class SeverityFilter(ParameterSet parameters, string what)
{
    private readonly long? threshold = parameters.Number($"{what}_severity_threshold");
    private readonly string comparison = parameters.Text($"{what}_severity_operator");

    public bool Passes(MonitoredObject? known)
    {
        if (threshold is not { } bound)
        {
            return true;
        }
        if (known?.Configuration.SeverityLevel is not { } severity || severity == 0)
        {
            return false;
        }
        return comparison switch
        {
            "==" => bound == severity,
            "~=" => bound != severity,
            "<" => bound < severity,
            ">" => bound > severity,
            "<=" => bound <= severity,
            _ => bound >= severity,
        };
    }
}
