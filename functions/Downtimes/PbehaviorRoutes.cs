using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>Where a customer's Canopsis answers about downtimes.</summary>
internal sealed record PbehaviorRoutes
{
    public string Pbehaviors { get; init; } = "/api/v4/pbehaviors";
    public string Comments { get; init; } = "/api/v4/pbehavior-comments";
    public string Reasons { get; init; } = "/api/v4/pbehavior-reasons";
    public string Types { get; init; } = "/api/v4/pbehavior-types";

    public string Bulk => Beside("bulk/pbehaviors");

    public string Connector => Beside("bulk/connector-pbehaviors");

    public string AppInfo => Beside("app-info");

    public static PbehaviorRoutes From(ParameterSet parameters, DowntimeOptions options) =>
        new()
        {
            Pbehaviors = options.Route,
            Comments = options.CommentRoute,
            Reasons = parameters.Text("canopsis_downtime_reason_route"),
            Types = parameters.Text("canopsis_downtime_type_route"),
        };

    // A prefix that a proxy asks for stands before all routes alike.
    private string Beside(string route) => Pbehaviors[..(Pbehaviors.TrimEnd('/').LastIndexOf('/') + 1)] + route;
}
