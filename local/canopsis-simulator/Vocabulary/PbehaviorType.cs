namespace Forwarder.Simulator.Vocabulary;

/// <summary>What a pbehavior does to the objects that it covers.</summary>
/// <param name="Kind"><c>active</c>, <c>inactive</c>, <c>maintenance</c> or <c>pause</c>; only a pause may have no end.</param>
internal sealed record PbehaviorType(
    string Id,
    string Name,
    string Description,
    string Kind,
    int Priority,
    string Icon,
    string Color,
    bool IsHidden,
    bool IsDefault
)
{
    public const string Pause = "pause";
}
