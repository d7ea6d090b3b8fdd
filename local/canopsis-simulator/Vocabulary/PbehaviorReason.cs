using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Vocabulary;

/// <summary>Why there is a pbehavior.</summary>
/// <param name="Created">Unix seconds.</param>
internal sealed record PbehaviorReason(
    string Id,
    string Name,
    string Description,
    bool IsHidden,
    Caller? Author,
    long Created
);
