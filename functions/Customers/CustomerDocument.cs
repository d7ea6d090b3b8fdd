using System.Text;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>What one source says of a customer, not looked at yet.</summary>
/// <param name="Parameters">JSON; null when they cannot be read at this moment.</param>
/// <param name="Named">Contents of files that the parameters name; null for one that cannot be read.</param>
internal sealed record CustomerDocument(byte[]? Parameters, Func<string, byte[]?> Named, bool IsPaused = false)
{
    /// <summary>Why the source cannot be used; null when it can.</summary>
    public ParameterProblem? Fault { get; init; }

    public static CustomerDocument Of(CustomerRow row) =>
        new(
            Encoding.UTF8.GetBytes(row.Parameters),
            name => row.Files.TryGetValue(name, out var content) ? Encoding.UTF8.GetBytes(content) : null,
            row.IsPaused
        )
        {
            Fault = row.Fault,
        };
}
