namespace Forwarder.Simulator.Vocabulary;

/// <summary>A type or a reason as an administrator adds one through <c>POST /simulator/types</c> or <c>…/reasons</c>.</summary>
/// <remarks>Members with a default are settable, since generated readers do not keep the default of others.</remarks>
internal sealed record NewEntry
{
    public required string Name { get; init; }

    public string? Id { get; init; }

    /// <summary>Kind of a type.</summary>
    public string Kind { get; set; } = "maintenance";

    public bool Hidden { get; init; }
}
