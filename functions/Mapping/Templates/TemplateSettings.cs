using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The parameters that templates obey.</summary>
/// <param name="UtcOffset">Seconds added to times before they are written.</param>
internal sealed record TemplateSettings(
    DateFormat Dates,
    long UtcOffset,
    OutputRules Outputs,
    bool UseSeverityAsState = false
)
{
    public static TemplateSettings Default { get; } = new(DateFormat.Default, 0, new OutputRules());

    /// <returns>Null when <c>timestamp_conversion_format</c> is invalid, which is added to <paramref name="problems"/>.</returns>
    public static TemplateSettings? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        const string Name = "timestamp_conversion_format";
        if (DateFormat.TryParse(parameters.Text(Name), out var dates, out var unknown))
        {
            return new TemplateSettings(
                dates,
                parameters.Number("local_time_diff_from_utc") ?? 0,
                OutputRules.From(parameters),
                parameters.Flag("use_severity_as_state")
            );
        }
        problems.Add(new(Name, parameters.Text(Name), $"{unknown} is no conversion of strftime. Replace it."));
        return null;
    }

    /// <summary>A severity replaces problem states only, so that alarms close (decision 12).</summary>
    public ReadOnlySpan<byte> StateOf(ReadOnlySpan<byte> state, ReadOnlySpan<byte> severity) =>
        CanopsisState.WithSeverity(state, UseSeverityAsState ? severity : default);
}
