namespace Forwarder.Functions.DeadLetters;

/// <summary>The body of a call of <c>ChangeDeadLetters</c>.</summary>
internal sealed record ChangeRequest(
    string? Action,
    string? Customer,
    string? Cause = null,
    string? Id = null,
    bool All = false,
    bool Force = false
);
