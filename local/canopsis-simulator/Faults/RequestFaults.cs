namespace Forwarder.Simulator.Faults;

/// <summary>The faults of one request.</summary>
internal sealed class RequestFaults(IReadOnlyList<ActiveFault> striking)
{
    public static RequestFaults None { get; } = new([]);

    public TimeSpan Latency => Sum(FaultKind.Latency);

    public TimeSpan BodyTime => Sum(FaultKind.SlowBody);

    public bool Has(FaultKind kind) => Find(kind) is not null;

    public Fault? Find(FaultKind kind) => striking.FirstOrDefault(one => one.Fault.Kind == kind)?.Fault;

    /// <summary>Whether the platform fails to take this event, which is valid.</summary>
    public bool Fails(string? component, string? resource)
    {
        foreach (var one in striking)
        {
            var fails = one.Fault.Kind switch
            {
                FaultKind.FailAll => true,
                FaultKind.FailEvery => one.StrikesEvent(),
                FaultKind.FailMatching => (one.Fault.Component is null || one.Fault.Component == component)
                    && (one.Fault.Resource is null || one.Fault.Resource == resource),
                _ => false,
            };
            if (fails)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether the platform fails to take this item of a bulk request.</summary>
    public bool FailsItem() => Fails(component: null, resource: null);

    private TimeSpan Sum(FaultKind kind) =>
        TimeSpan.FromMilliseconds(striking.Where(one => one.Fault.Kind == kind).Sum(one => one.Fault.Milliseconds));
}
