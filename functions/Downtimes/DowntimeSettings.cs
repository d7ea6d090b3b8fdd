using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>A customer's parameters of how downtimes are kept equal.</summary>
internal sealed record DowntimeSettings
{
    public DowntimeOptions Mapping { get; init; } = new();
    public PbehaviorRoutes Routes { get; init; } = new();
    public string TypeName { get; init; } = "Default maintenance";
    public string ReasonName { get; init; } = "Centreon_downtime";

    /// <summary>Used when the reason can neither be found nor created; empty for none.</summary>
    public string ReasonId { get; init; } = "";

    /// <summary>Downtimes are created on the route for connectors, where Canopsis has it.</summary>
    public bool UseConnectorRoute { get; init; }

    public static DowntimeSettings From(ParameterSet parameters, DowntimeOptions options) =>
        new()
        {
            Mapping = options,
            Routes = PbehaviorRoutes.From(parameters, options),
            TypeName = parameters.Text("canopsis_downtime_type_name"),
            ReasonName = parameters.Text("canopsis_downtime_reason_name"),
            ReasonId = parameters.Text("canopsis_downtime_reason_id"),
            UseConnectorRoute = parameters.Text("canopsis_downtime_strategy") == "connector",
        };

    /// <summary>What the names of a customer's downtimes begin with in Canopsis; null when a template may name them anyhow.</summary>
    public string? NamePrefix(string customer) =>
        Mapping switch
        {
            { Template: not null } => null,
            { UseReferenceNames: true } => ReferencePrefix,
            _ => OwnPrefix(customer),
        };

    public const string ReferencePrefix = "centreon-downtime-";

    public static string OwnPrefix(string customer) => $"{ReferencePrefix}{customer}-";
}
