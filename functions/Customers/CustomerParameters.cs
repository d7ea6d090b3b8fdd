using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Customers;

/// <summary>A customer's parameters as read from its JSON document.</summary>
internal sealed record CustomerParameters(MappingOptions Mapping, CanopsisOptions Canopsis)
{
    private const string UnresolvedSecret = "@Microsoft.KeyVault(";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <param name="problems">Everything that is wrong, warnings included.</param>
    /// <returns>Null when anything worse than a warning was found: nothing falls back silently (decision 2).</returns>
    public static CustomerParameters? Read(ReadOnlyMemory<byte> json, ICollection<ParameterProblem> problems)
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
                return null;
            }
            if (parameters.Text("canopsis_authkey").StartsWith(UnresolvedSecret, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(
                    new(
                        "canopsis_authkey",
                        "***",
                        "A Key Vault reference is not resolved in this file. Write the key itself."
                    )
                );
                return null;
            }
            return CanopsisOptions.From(parameters, problems) is { } canopsis
                ? new CustomerParameters(MappingOptions.From(parameters), canopsis)
                : null;
        }
    }
}
