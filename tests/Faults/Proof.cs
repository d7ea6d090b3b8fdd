using System.Globalization;

namespace Forwarder.Faults.Tests;

/// <summary>How long and from which seed the fault tests run: short in <c>./test</c>, as asked for by <c>./prove</c>.</summary>
internal static class Proof
{
    /// <summary>Processes killed by one test.</summary>
    public static int Kills => Number("PROVE_KILLS") ?? 10;

    /// <summary>Inputs of the fuzz test.</summary>
    public static int Inputs => Number("PROVE_INPUTS") ?? 200_000;

    /// <summary>Dead letters that are sent again.</summary>
    public static int Letters => Number("PROVE_LETTERS") ?? 2_000;

    /// <summary>What the random choices of a run come from; a run is repeated by its seed.</summary>
    public static int Seed => Number("PROVE_SEED") ?? 1;

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
