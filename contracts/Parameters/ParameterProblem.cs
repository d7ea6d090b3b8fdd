namespace Forwarder.Contracts.Parameters;

/// <summary>One thing wrong with a configuration: key, value, remedy.</summary>
/// <param name="Name">The parameter as the operator wrote it.</param>
/// <param name="Value">Its value as written; <c>***</c> for a secret, null when it is missing.</param>
/// <param name="Remedy">What is wrong and what to do, one sentence each.</param>
/// <param name="IsWarning">True when the configuration works all the same.</param>
public sealed record ParameterProblem(string Name, string? Value, string Remedy, bool IsWarning = false)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Name}: {Remedy}" : $"{Name} = {Value}: {Remedy}";
}
