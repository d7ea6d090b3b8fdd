using System.Text.Json;

namespace Forwarder.Agent.Health;

/// <summary>Which lines a watcher wants to see: those of a host, or of a service, by name or id.</summary>
/// <param name="Host">Null or empty: of every host.</param>
/// <param name="Service">Null or empty: of every service and of hosts.</param>
internal sealed record TapFilter(string? Host, string? Service)
{
    public bool Matches(JsonElement line) =>
        IsWanted(Host, line, "host", "name", "host_id")
        && IsWanted(Service, line, "service", "description", "service_id");

    private static bool IsWanted(string? wanted, JsonElement line, string subject, string name, string id)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return true;
        }
        return line.TryGetProperty("cache", out var cache)
            && cache.TryGetProperty(subject, out var known)
            && (Is(known, name, wanted) || Is(known, id, wanted));
    }

    private static bool Is(JsonElement known, string member, string wanted) =>
        known.TryGetProperty(member, out var value) && value.ToString() == wanted;
}
