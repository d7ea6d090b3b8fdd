namespace Forwarder.Functions.Hosting;

/// <summary>
/// Whether a function did all of its work. A failed Event Hubs invocation is repeated by the host with the same events, so failure is the only
/// way to keep what could not be delivered.
/// </summary>
internal readonly record struct FunctionOutcome
{
    private FunctionOutcome(string? failure) => Failure = failure;

    /// <summary>Null for success; otherwise a short reason without customer data or secrets.</summary>
    public string? Failure { get; }

    public static FunctionOutcome Success => default;

    public static FunctionOutcome Failed(string reason) => new(reason);
}
