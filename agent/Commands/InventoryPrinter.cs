using System.Text;
using System.Text.Json;

namespace Forwarder.Agent.Commands;

/// <summary>Prints JSON objects as they are, or as text for readers.</summary>
internal sealed class InventoryPrinter(TextWriter output, bool asJson)
{
    /// <summary>An object on one line; its text is the values of its members.</summary>
    public void PrintLine(byte[] json) => Print(json, members => output.WriteLine(string.Join("  ", members)), ' ');

    /// <summary>An object on one line as JSON, on one line per value as text.</summary>
    public void PrintObject(byte[] json) =>
        Print(
            json,
            members =>
            {
                foreach (var member in members)
                {
                    output.WriteLine(member);
                }
                output.WriteLine();
            },
            ' '
        );

    private void Print(byte[] json, Action<IEnumerable<string>> printText, char separator)
    {
        if (asJson)
        {
            output.WriteLine(Encoding.UTF8.GetString(json));
            return;
        }
        using var document = JsonDocument.Parse(json);
        printText(document.RootElement.EnumerateObject().SelectMany(member => Lines(member, separator)));
    }

    private static IEnumerable<string> Lines(JsonProperty member, char separator) =>
        member.Value.ValueKind == JsonValueKind.Array
            ? member.Value.EnumerateArray().Select(item => $"{member.Name}:{separator}{Text(item)}")
            : [$"{member.Name}:{separator}{Text(member.Value)}"];

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? string.Join(", ", value.EnumerateObject().Select(member => $"{member.Name} {Text(member.Value)}"))
            : value.ToString();
}
