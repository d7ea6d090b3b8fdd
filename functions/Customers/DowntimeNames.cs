using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>What is looked up in Canopsis for downtimes, and where.</summary>
internal sealed record DowntimeNames(string Type, string TypeRoute, string Reason, string ReasonRoute)
{
    public static DowntimeNames From(ParameterSet parameters) =>
        new(
            parameters.Text("canopsis_downtime_type_name"),
            parameters.Text("canopsis_downtime_type_route"),
            parameters.Text("canopsis_downtime_reason_name"),
            parameters.Text("canopsis_downtime_reason_route")
        );
}
