namespace Forwarder.Functions.Downtimes;

/// <summary>The outcome of a look-up.</summary>
/// <param name="IsDecided">False when Canopsis did not answer as it should: nothing is known, and nothing is created because of it.</param>
/// <param name="Value">Null: Canopsis has none.</param>
internal readonly record struct IdAnswer(bool IsDecided, string? Value)
{
    public static readonly IdAnswer Undecided;

    public static IdAnswer Of(string? value) => new(true, value);
}
