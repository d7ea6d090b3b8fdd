using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Customers;

/// <summary>A customer's parameters as read from its JSON document.</summary>
internal sealed record CustomerParameters(MappingOptions Mapping, DowntimeOptions Downtimes, CanopsisOptions Canopsis)
{
    public required CanopsisIdentity Identity { get; init; }

    /// <summary>Another customer may have the same identity, if it says so, too.</summary>
    public bool SharesEntities { get; init; }

    /// <summary>Names of the type and the reason of downtimes in Canopsis.</summary>
    public required DowntimeNames Names { get; init; }

    /// <summary>How downtimes are kept equal.</summary>
    public DowntimeSettings DowntimeSettings { get; init; } = new();

    private const string UnresolvedSecret = "@Microsoft.KeyVault(";

    /// <summary>What is taken in a customer's JSON beyond the standard.</summary>
    public static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <param name="formatFile">The content of a file named by the parameters; null when there is none that can be read.</param>
    /// <param name="problems">Everything that is wrong, warnings included.</param>
    /// <returns>Null when anything worse than a warning was found: nothing falls back silently (decision 2).</returns>
    public static CustomerParameters? Read(
        ReadOnlyMemory<byte> json,
        Func<string, byte[]?> formatFile,
        ICollection<ParameterProblem> problems
    )
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException unreadable)
        {
            var line = unreadable.LineNumber + 1;
            problems.Add(
                new("file", null, $"It is not valid JSON (line {line}). Write one JSON object of parameters.")
            );
            return null;
        }
        using (document)
        {
            if (ParameterReader.Read(document.RootElement, ParameterOwner.Functions, problems) is not { } parameters)
            {
                CheckFormats(document.RootElement, formatFile, problems);
                return null;
            }
            if (parameters.Text("canopsis_authkey").StartsWith(UnresolvedSecret, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(
                    new(
                        "canopsis_authkey",
                        "***",
                        "A Key Vault reference is not resolved here. Name the secret in canopsis_authkey_secret."
                    )
                );
                return null;
            }
            // Everything is looked at before anything refuses, so that all problems are told at once.
            var before = problems.Count(problem => !problem.IsWarning);
            var canopsis = CanopsisOptions.From(parameters, problems);
            var formats = ReadFormats(parameters, formatFile, problems);
            var downtimes = DowntimeOptions.From(parameters, formats?[EventKind.Downtime]);
            return canopsis is not null && problems.Count(problem => !problem.IsWarning) == before
                ? new CustomerParameters(MappingOptions.From(parameters, formats), downtimes, canopsis)
                {
                    DowntimeSettings = DowntimeSettings.From(parameters, downtimes),
                    Identity = CanopsisIdentity.From(parameters),
                    SharesEntities = parameters.Flag("shared_entities"),
                    Names = DowntimeNames.From(parameters),
                }
                : null;
        }
    }

    private static FormatFile? ReadFormats(
        ParameterSet parameters,
        Func<string, byte[]?> formatFile,
        ICollection<ParameterProblem> problems
    )
    {
        var settings = TemplateSettings.From(parameters, problems);
        return settings is not null && parameters.Text("format_file") is { Length: > 0 } name
            ? ReadFormats(name, settings, formatFile, problems)
            : null;
    }

    // Other problems must not hide those of the format file.
    private static void CheckFormats(
        JsonElement parameters,
        Func<string, byte[]?> formatFile,
        ICollection<ParameterProblem> problems
    )
    {
        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        var (_, named) = JsonText.Members(parameters, []).LastOrDefault(member => member.Name == "format_file");
        if (
            named.ValueKind == JsonValueKind.String
            && JsonText.IsText(named)
            && named.GetString() is { Length: > 0 } name
        )
        {
            ReadFormats(name, TemplateSettings.Default, formatFile, problems);
        }
    }

    private static FormatFile? ReadFormats(
        string name,
        TemplateSettings settings,
        Func<string, byte[]?> formatFile,
        ICollection<ParameterProblem> problems
    )
    {
        if (formatFile(name) is { } content)
        {
            return FormatFile.Read(name, content, settings, problems);
        }
        problems.Add(new("format_file", name, "It cannot be read. Put it beside the customer's own file."));
        return null;
    }
}
