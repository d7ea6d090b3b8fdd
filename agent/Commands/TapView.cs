using System.Text.Json;

namespace Forwarder.Agent.Commands;

/// <summary>Events of a tap: as they are, or in short.</summary>
internal sealed class TapView(TextWriter output, bool asJson)
{
    public void Print(string line)
    {
        output.WriteLine(asJson ? line : Short(line));
        output.Flush();
    }

    private static string Short(string line)
    {
        using var document = JsonDocument.Parse(line);
        var shown = document.RootElement;
        var host = Name(shown, "host", "name") ?? Text(shown, "host_id") ?? "";
        var service = Name(shown, "service", "description") ?? Text(shown, "service_id");
        var state = Text(shown, "state") ?? "0";
        return $"{Text(shown, "kind")} {host}{(service is null ? "" : $"/{service}")} state {state}";
    }

    private static string? Name(JsonElement shown, string what, string name) =>
        shown.TryGetProperty("cache", out var cache) && cache.TryGetProperty(what, out var known)
            ? Text(known, name)
            : null;

    private static string? Text(JsonElement shown, string name) =>
        shown.TryGetProperty(name, out var value) ? value.ToString() : null;
}
