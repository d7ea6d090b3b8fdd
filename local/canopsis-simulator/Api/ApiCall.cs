using Forwarder.Simulator.Faults;

namespace Forwarder.Simulator.Api;

/// <summary>A request that passed routing and permission.</summary>
/// <param name="Caller">Null only on routes that need none.</param>
/// <param name="Id">What stands for <c>:id</c> in the route's path; empty without it.</param>
internal sealed record ApiCall(ApiRequest Request, Caller? Caller, RequestFaults Faults, string Id)
{
    /// <summary>Who calls a route that needs a caller.</summary>
    public Caller User => Caller ?? throw new InvalidOperationException("This route needs a caller.");
}
