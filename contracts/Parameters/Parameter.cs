namespace Forwarder.Contracts.Parameters;

/// <summary>One entry of the catalogue; the source of <c>docs/parameters.md</c>.</summary>
/// <param name="Name">Name of the stream connector, or our own.</param>
/// <param name="Type">What its value may be.</param>
/// <param name="Owner">Who reads it.</param>
/// <param name="Default">As an operator would type it; null when there is none.</param>
/// <param name="Meaning">One sentence, with the unit.</param>
public sealed record Parameter(string Name, ParameterType Type, ParameterOwner Owner, string? Default, string Meaning)
{
    /// <summary>Smallest accepted number.</summary>
    public long Minimum { get; init; }

    /// <summary>Largest accepted number.</summary>
    public long Maximum { get; init; } = int.MaxValue;

    /// <summary>What a choice, or each item of a list, may be; empty = anything.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Older or misprinted names that mean the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Refused when missing or empty.</summary>
    public bool Mandatory { get; init; }

    /// <summary>The other parameter that can be set instead of this one, never together with it.</summary>
    public string? Instead { get; init; }

    /// <summary>An empty text or list is an error. Elsewhere it means what the parameter says: no filter, or reject everything.</summary>
    public bool EmptyRefused { get; init; }

    /// <summary>The flag that this deprecated name sets to the opposite.</summary>
    public string? Opposite { get; init; }

    /// <summary>Set together with this one or not at all.</summary>
    public string? Partner { get; init; }

    /// <summary>Accepted with a warning: what the reference does with it has no counterpart here.</summary>
    public bool HasNoEffect { get; init; }

    /// <summary>Where it differs from the reference connector; empty when it does not or is our own.</summary>
    public string Difference { get; init; } = "";
}
