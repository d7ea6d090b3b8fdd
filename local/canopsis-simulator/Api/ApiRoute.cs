using Forwarder.Simulator.Faults;

namespace Forwarder.Simulator.Api;

/// <summary>One route of the API.</summary>
/// <param name="NeedsCaller">Whether it answers 401 without credentials.</param>
/// <param name="IsAllowed">Whether the caller has the permission; only asked when a caller is needed.</param>
/// <param name="Handle">The answer, and the events that the request carried.</param>
internal sealed record ApiRoute(
    bool NeedsCaller,
    Func<Caller, bool> IsAllowed,
    Func<ApiRequest, Caller?, RequestFaults, RouteResult> Handle
);
