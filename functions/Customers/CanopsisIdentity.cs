using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>
/// What makes entities of two customers the same in Canopsis: its address, the key, and what stands before their components. Two customers agree in all
/// of it only when both declare it.
/// </summary>
/// <param name="Host">Without the port: one Canopsis may be reached through several.</param>
/// <param name="Key">The key itself or where it is kept: never to be shown.</param>
internal sealed record CanopsisIdentity(string Host, string Key, string Prefix)
{
    public static CanopsisIdentity From(ParameterSet parameters) =>
        new(
            parameters.Text("canopsis_host").ToLowerInvariant(),
            parameters.Text("canopsis_authkey") is { Length: > 0 } key
                ? key
                : parameters.Text("canopsis_authkey_secret").ToLowerInvariant(),
            parameters.Text("component_prefix")
        );

    public static ParameterProblem Collision(string other, CanopsisIdentity identity) =>
        new(
            "component_prefix",
            identity.Prefix,
            $"Customer {other} has the same canopsis_host, key and component_prefix: their hosts would be the same in Canopsis. "
                + "Give one of them another component_prefix, or set shared_entities=1 in both."
        );

    public override string ToString() => $"{Host}/{Prefix}";
}
