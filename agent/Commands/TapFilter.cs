using System.Text.Json;

namespace Forwarder.Agent.Commands;

/// <summary>Which of the events of a tap are shown; names are exact, ids are numbers.</summary>
internal sealed class TapFilter(string? host, string? service)
{
    /// <summary>Whether the event on this line is of the wanted object.</summary>
    public bool Passes(string line)
    {
        if (line.Length == 0)
        {
            return false;
        }
        using var document = JsonDocument.Parse(line);
        var shown = document.RootElement;
        return Is(shown, host, "host", "host_id", "name") && Is(shown, service, "service", "service_id", "description");
    }

    private static bool Is(JsonElement shown, string? wanted, string what, string id, string name) =>
        wanted is null
        || (shown.TryGetProperty(id, out var number) && number.ToString() == wanted)
        || (
            shown.TryGetProperty("cache", out var cache)
            && cache.TryGetProperty(what, out var known)
            && known.TryGetProperty(name, out var text)
            && text.GetString() == wanted
        );
}
