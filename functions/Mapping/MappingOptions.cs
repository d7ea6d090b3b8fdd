using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Mapping;

/// <summary>A customer's parameters that decide how an event looks (stream-connector.md 1.2 and 1.8). Texts are JSON string content, without quotes.</summary>
internal sealed record MappingOptions
{
    public required byte[] Connector { get; init; }

    /// <summary>For every event with <see cref="UseConnectorName"/>, otherwise for unknown pollers only (decision 13).</summary>
    public required byte[] ConnectorName { get; init; }
    public bool UseConnectorName { get; init; }

    /// <summary>Stands before every component.</summary>
    public byte[] ComponentPrefix { get; init; } = [];
    public bool SortHostGroups { get; init; }
    public bool SortServiceGroups { get; init; }
    public bool UseSeverityAsState { get; init; }
    public OutputRules Outputs { get; init; } = new();

    /// <summary>The customer's own formats; null for none.</summary>
    public FormatFile? Formats { get; init; }

    /// <summary>False writes also what Canopsis would refuse, to be looked at.</summary>
    public bool ChecksRequests { get; init; } = true;

    public static MappingOptions From(ParameterSet parameters, FormatFile? formats) =>
        new()
        {
            Connector = Encode(parameters.Text("connector")),
            ConnectorName = Encode(parameters.Text("connector_name")),
            UseConnectorName = parameters.Text("connector_name_type") == "custom",
            ComponentPrefix = Encode(parameters.Text("component_prefix")),
            SortHostGroups = parameters.Flag("canopsis_sort_list_hostgroups"),
            SortServiceGroups = parameters.Flag("canopsis_sort_list_servicegroups"),
            UseSeverityAsState = parameters.Flag("use_severity_as_state"),
            Outputs = OutputRules.From(parameters),
            Formats = formats,
        };

    private static byte[] Encode(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
}
