using Azure;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>A customer as stored in table <c>customers</c>.</summary>
/// <param name="Parameters">JSON object, as an operator gave it.</param>
/// <param name="Files">Contents of the files that the parameters name.</param>
/// <param name="IsPaused">Its events are kept, none is sent.</param>
internal sealed record CustomerRow(
    string Key,
    string Parameters,
    IReadOnlyDictionary<string, string> Files,
    bool IsPaused,
    DateTimeOffset ChangedAt
)
{
    /// <summary>As read.</summary>
    public ETag ETag { get; init; }

    /// <summary>Why the row cannot be used; null when it can.</summary>
    public ParameterProblem? Fault { get; init; }
}
