using Forwarder.Simulator.Api;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>A stored pbehavior: the platform's form of a downtime.</summary>
internal sealed class Pbehavior
{
    public required string Id { get; init; }

    /// <summary>Position among all that were ever created.</summary>
    public required long Order { get; init; }

    /// <summary>What it was created or last changed with.</summary>
    public required PbehaviorDraft Draft { get; set; }

    public required PbehaviorType Type { get; set; }

    public required PbehaviorReason Reason { get; set; }

    /// <summary>Who created it, whatever the request said.</summary>
    public required Caller Author { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Updated { get; set; }

    /// <summary>What created it through one of the bulk routes for others; empty otherwise.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Object that it covers alone, when it came through the route for entities.</summary>
    public string? Entity { get; init; }

    /// <summary>Objects that it covers, when it came through the route for connectors; their pattern is made from them.</summary>
    public List<string>? Entities { get; init; }

    public List<PbehaviorComment> Comments { get; } = [];

    public string Name => Draft.Name;

    public bool IsActive(long now) =>
        Draft.Enabled == true && Draft.Start <= now && (Draft.Stop is not { } stop || now <= stop);
}
