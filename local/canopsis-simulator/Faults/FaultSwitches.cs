using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Faults;

/// <summary>The faults that are switched on.</summary>
internal sealed class FaultSwitches
{
    private readonly Lock gate = new();
    private readonly List<ActiveFault> active = [];

    public void Add(Fault fault)
    {
        lock (gate)
        {
            active.Add(new ActiveFault(fault));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            active.Clear();
        }
    }

    public Fault[] List()
    {
        lock (gate)
        {
            return [.. active.Select(one => one.Fault)];
        }
    }

    /// <summary>The faults that strike this request; it counts only for those that it concerns.</summary>
    public RequestFaults For(ApiRequest request)
    {
        lock (gate)
        {
            if (active.Count == 0)
            {
                return RequestFaults.None;
            }
            var striking = active.Where(one => one.Fault.Concerns(request) && one.Strikes()).ToArray();
            active.RemoveAll(one => one.IsOver);
            return new RequestFaults(striking);
        }
    }
}
