using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Commands.Validation;

/// <summary>What is to be said of one customer.</summary>
/// <param name="Problems">Of its parameters, warnings included.</param>
internal sealed record CustomerReport(string Customer, bool IsValid, IReadOnlyList<ParameterProblem> Problems)
{
    /// <summary>Of its Canopsis; empty when it was not asked.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];
}
