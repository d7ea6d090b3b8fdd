namespace Forwarder.Functions.Customers;

/// <summary>A customer as last looked at.</summary>
/// <param name="Document">As last read.</param>
/// <param name="Files">What else it named, as last read.</param>
/// <param name="Valid">The last valid version; null when there was none.</param>
/// <param name="IsRefused">The document itself is not valid.</param>
internal sealed record CustomerVersion(
    CustomerDocument Document,
    IReadOnlyDictionary<string, byte[]?> Files,
    Customer? Valid,
    bool IsRefused
)
{
    /// <summary>Another customer with the same entities that was there before: a reason to refuse this one as long as it is.</summary>
    public Customer? Blocker { get; init; }

    /// <summary>Looking at it ended in a way nobody foresaw: it is looked at again each time.</summary>
    public bool IsUnforeseen { get; init; }

    /// <summary>Whether the source still says the same.</summary>
    public bool IsOf(CustomerDocument document) =>
        !IsUnforeseen
        && Document.Fault == document.Fault
        && Same(Document.Parameters, document.Parameters)
        && Files.All(file => Same(file.Value, document.Named(file.Key)));

    private static bool Same(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
