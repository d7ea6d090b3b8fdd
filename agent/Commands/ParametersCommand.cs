using System.CommandLine;
using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent parameters</c>: the catalogue of both executables.</summary>
internal static class ParametersCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object per parameter and line." };
        var markdown = new Option<bool>("--markdown") { Description = "The page docs/parameters.md." };
        var command = new Command("parameters", "Lists every parameter: who reads it, its default and its meaning.")
        {
            json,
            markdown,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(markdown))
            {
                Console.Out.Write(ParameterTable.Markdown());
                return;
            }
            foreach (var parameter in ParameterCatalogue.All)
            {
                Console.Out.WriteLine(result.GetValue(json) ? AsJson(parameter) : AsText(parameter));
            }
        });
        return command;
    }

    private static string AsJson(Parameter parameter) =>
        JsonSerializer.Serialize(
            new ParameterLine(
                parameter.Name,
                parameter.Type,
                parameter.Owner,
                parameter.Default,
                parameter.Meaning,
                parameter.Aliases
            ),
            ParametersJson.Default.ParameterLine
        );

    private static string AsText(Parameter parameter) =>
        $"{parameter.Name} ({parameter.Owner}, {parameter.Type}, default {parameter.Default ?? "none"}): {parameter.Meaning}";
}
