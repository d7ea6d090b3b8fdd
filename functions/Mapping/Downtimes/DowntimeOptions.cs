using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>A customer's parameters of downtimes (stream-connector.md 1.2, decisions 16 to 19).</summary>
internal sealed record DowntimeOptions
{
    /// <summary>False: downtimes are read and counted, nothing is sent.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>Names as the reference gives them, which can be equal for two pollers.</summary>
    public bool UseReferenceNames { get; init; }

    /// <summary>A fixed downtime waits for its start, like a flexible one.</summary>
    public bool WaitForStart { get; init; }
    public bool CommentBeginsWithAuthor { get; init; }

    /// <summary>Stands before every component.</summary>
    public string ComponentPrefix { get; init; } = "";
    public string Route { get; init; } = "/api/v4/pbehaviors";
    public string CommentRoute { get; init; } = "/api/v4/pbehavior-comments";

    /// <summary>Replaces the creation's body; null for the built-in one.</summary>
    public Template? Template { get; init; }

    public static DowntimeOptions From(ParameterSet parameters, Template? template) =>
        new()
        {
            IsSent = parameters.Flag("canopsis_downtime_send_pbh"),
            UseReferenceNames = parameters.Text("canopsis_downtime_name") == "reference",
            WaitForStart = parameters.Text("canopsis_downtime_when") == "started",
            CommentBeginsWithAuthor = parameters.Flag("canopsis_downtime_comment_author"),
            ComponentPrefix = parameters.Text("component_prefix"),
            Route = parameters.Text("canopsis_downtime_route"),
            CommentRoute = parameters.Text("canopsis_downtime_comment_route"),
            Template = template,
        };
}
