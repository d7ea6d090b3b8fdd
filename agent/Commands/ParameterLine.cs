using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Commands;

/// <summary>What <c>parameters --json</c> prints of each parameter.</summary>
internal sealed record ParameterLine(
    string Name,
    ParameterType Type,
    ParameterOwner Owner,
    string? Default,
    string Meaning,
    IReadOnlyList<string> Aliases
);
