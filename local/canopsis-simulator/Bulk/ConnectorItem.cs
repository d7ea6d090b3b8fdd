using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Pbehaviors;

namespace Forwarder.Simulator.Bulk;

/// <summary>One item of the route for connectors.</summary>
/// <param name="Action">What to do, where a request may mix creations and deletions; empty otherwise.</param>
internal sealed record ConnectorItem(
    string Action,
    IReadOnlyList<string> Entities,
    string Origin,
    string Comment,
    PbehaviorDraft Draft
)
{
    /// <summary>Reads one; null when a field has the wrong type.</summary>
    public static ConnectorItem? Read(JsonElement item)
    {
        var fields = new BodyFields(item);
        var read = new ConnectorItem(
            fields.Text("action"),
            fields.Texts("entities"),
            fields.Text("origin"),
            fields.Text("comment"),
            new PbehaviorDraft
            {
                Enabled = true,
                Name = fields.Text("name"),
                Type = fields.Text("type"),
                Reason = fields.Text("reason"),
                Start = fields.Seconds("tstart"),
                Stop = fields.Seconds("tstop"),
                Color = fields.Text("color"),
            }
        );
        return fields.IsMalformed ? null : read;
    }
}
