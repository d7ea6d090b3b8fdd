using Forwarder.Benchmarks.Agent.Messages;

namespace Forwarder.Benchmarks.Agent;

/// <summary>A service and what its statuses last said of it.</summary>
internal sealed class BaselineEntry(Service service)
{
    public Service Service => service;

    public long LastTimeOk { get; private set; }

    public long LastTimeCritical { get; private set; }

    public void Apply(ServiceStatus status)
    {
        LastTimeOk = status.LastTimeOk > 0 ? status.LastTimeOk : LastTimeOk;
        LastTimeCritical = status.LastTimeCritical > 0 ? status.LastTimeCritical : LastTimeCritical;
    }
}
