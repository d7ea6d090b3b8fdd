using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Mapping;

/// <summary>A customer's parameters that decide how an event looks (stream-connector.md 1.2 and 1.8). Texts are JSON string content, without quotes.</summary>
internal sealed record MappingOptions
{
    public required byte[] Connector { get; init; }

    /// <summary>For every event with <see cref="UseConnectorName"/>, otherwise for unknown pollers only (decision 13).</summary>
    public required byte[] ConnectorName { get; init; }
    public bool UseConnectorName { get; init; }
    public bool SortHostGroups { get; init; }
    public bool SortServiceGroups { get; init; }
    public bool UseSeverityAsState { get; init; }

    /// <summary>In Unicode code points; null for no limit.</summary>
    public long? OutputSizeLimit { get; init; }
    public bool UseLongOutput { get; init; } = true;

    /// <summary>What replaces a line break in the long output; null leaves it.</summary>
    public byte[]? LineBreak { get; init; }

    public static MappingOptions From(ParameterSet parameters) =>
        new()
        {
            Connector = Encode(parameters.Text("connector")),
            ConnectorName = Encode(parameters.Text("connector_name")),
            UseConnectorName = parameters.Text("connector_name_type") == "custom",
            SortHostGroups = parameters.Flag("canopsis_sort_list_hostgroups"),
            SortServiceGroups = parameters.Flag("canopsis_sort_list_servicegroups"),
            UseSeverityAsState = parameters.Flag("use_severity_as_state"),
            OutputSizeLimit = parameters.Number("output_size_limit"),
            UseLongOutput = parameters.Flag("use_long_output"),
            LineBreak =
                parameters.Flag("remove_line_break_in_output")
                && parameters.IsSet("output_line_break_replacement_character")
                    ? Encode(parameters.Text("output_line_break_replacement_character"))
                    : null,
        };

    private static byte[] Encode(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
}
