using System.Text;

namespace Forwarder.Contracts.Parameters;

/// <summary>The catalogue as the page <c>docs/parameters.md</c>.</summary>
public static class ParameterTable
{
    private const string Introduction = """
        # Parameters

        By default only hard state changes leave, as with the reference connector's code, although its product pages say "at
        each check": `enable_host_status_dedup=0` and `enable_service_status_dedup=0` give every check.

        The agent's parameters stand in its `agent.json` (each can be replaced by the variable `CANOPSIS_AGENT_<NAME>` of the
        environment), the functions' in the customer's JSON file. Everything that is wrong is reported at once, with key,
        value and remedy; nothing falls back silently. Numeric text is a number; items of a list are trimmed. A flag is 0 or 1.

        Made from the catalogue by `canopsis-agent parameters --markdown`.

        | Name | Type | Default | Owner | Meaning | Difference from the reference connector |
        | --- | --- | --- | --- | --- | --- |

        """;

    /// <summary>The whole page.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var parameter in ParameterCatalogue.All)
        {
            page.Append("| `").Append(parameter.Name).Append("` | ");
            page.Append(Type(parameter)).Append(" | ");
            page.Append(Default(parameter)).Append(" | ");
            page.Append(parameter.Owner.ToString().ToLowerInvariant()).Append(" | ");
            page.Append(Cell(parameter.Meaning)).Append(parameter.HasNoEffect ? " No effect. | " : " | ");
            page.Append(Cell(parameter.Difference)).Append(" |\n");
        }
        return page.ToString();
    }

    private static string Type(Parameter parameter) =>
        parameter.Type switch
        {
            ParameterType.Number => $"number, {parameter.Minimum} to {parameter.Maximum}",
            ParameterType.Choice => string.Join(" or ", parameter.Choices),
            _ => parameter.Type.ToString().ToLowerInvariant(),
        };

    private static string Default(Parameter parameter) =>
        parameter switch
        {
            { Mandatory: true } => "mandatory",
            { Default: null } => "unset",
            _ => $"`{parameter.Default}`",
        };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
