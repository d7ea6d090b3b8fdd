using System.Text.RegularExpressions;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>CSS colours: <c>#rgb</c> to <c>#rrggbbaa</c>, <c>rgb(…)</c>, <c>rgba(…)</c>, <c>hsl(…)</c>, <c>hsla(…)</c>.</summary>
internal static partial class ColorText
{
    public static bool IsValid(string color) => Form().IsMatch(color);

    [GeneratedRegex(
        @"^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|(rgb|hsl)a?\([0-9.,%\s]+\))\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
