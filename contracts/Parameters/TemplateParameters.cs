using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>A customer's own formats of events (stream-connector, chapter 6).</summary>
internal static class TemplateParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("format_file", Text, Functions, null, "File of templates, beside the customer's own file.")
        {
            Difference = "Whatever is wrong in it is an error with its line and column.",
        },
        new(
            "timestamp_conversion_format",
            Text,
            Functions,
            "%Y-%m-%d %X",
            "Form of times with the flag _scdate, in the conversions of strftime."
        )
        {
            Difference = "An unknown conversion is an error; names are English.",
        },
        new("local_time_diff_from_utc", Number, Functions, "0", "Seconds added to UTC by the flag _scdate.")
        {
            Minimum = -86_400,
            Maximum = 86_400,
            Difference = "By default UTC instead of the time zone of the server.",
        },
        new(
            "custom_code_file",
            Text,
            None,
            null,
            "There is no hook for code: use filters, a format_file, and forwarder map to try them. Remove it."
        ),
    ];
}
