using System.Text.Json.Nodes;

namespace Forwarder.Agent.Commands;

/// <summary>Prints lines of named values, as JSON or for people.</summary>
internal sealed class SpoolPrinter(TextWriter output, bool asJson)
{
    public void Print(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        if (asJson)
        {
            var line = new JsonObject();
            foreach (var (name, value) in members)
            {
                line[name] = value;
            }
            output.WriteLine(line.ToJsonString());
            return;
        }
        var texts = new List<string>();
        foreach (var (name, value) in members)
        {
            texts.Add($"{name}: {value?.ToString() ?? "none"}");
        }
        output.WriteLine(string.Join("  ", texts));
    }
}
