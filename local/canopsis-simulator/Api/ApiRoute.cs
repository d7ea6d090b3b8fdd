namespace Forwarder.Simulator.Api;

/// <summary>One route of the API.</summary>
/// <param name="IsAllowed">Whether the caller has the permission; null when no caller is needed.</param>
/// <param name="Handle">The answer, and the events that the request carried.</param>
internal sealed record ApiRoute(Func<Rights, bool>? IsAllowed, Func<ApiCall, RouteResult> Handle)
{
    /// <summary>Whether it answers 401 without credentials.</summary>
    public bool NeedsCaller => IsAllowed is not null;
}
