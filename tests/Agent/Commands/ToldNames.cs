using System.Text.Json;

namespace Forwarder.Agent.Tests.Commands;

/// <summary>
/// What a sender's own decoding has told so far about names, kept as simply as possible: nothing is ever removed but what
/// is said to be disabled, so it serves for sessions without a restart that drops objects.
/// </summary>
internal sealed class ToldNames
{
    private readonly Dictionary<string, JsonElement> hosts = [];
    private readonly Dictionary<string, string> services = [];
    private readonly Dictionary<string, string> pollers = [];
    private readonly Dictionary<string, SortedSet<long>> groups = [];

    public static bool IsStatus(JsonElement shown) => Type(shown) is 65550 or 65560 or 65565 or 65568;

    public void Take(JsonElement shown)
    {
        switch (Type(shown))
        {
            case 65548 or 65566 when IsEnabled(shown):
                hosts[Text(shown, "host_id")] = shown;
                break;
            case 65559 or 65563 when IsEnabled(shown):
                services[Key(shown)] = Text(shown, "description");
                break;
            case 65551 or 65580:
                pollers[Text(shown, "instance_id")] = Text(shown, "name");
                break;
            case 65547 or 65586:
                Join("host", shown, "hostgroup_id");
                break;
            case 65558 or 65588:
                Join("service", shown, "servicegroup_id");
                break;
        }
    }

    /// <summary>The line's cache names everything that is known of the status' object.</summary>
    public void AssertNamed(JsonElement status, JsonElement cache)
    {
        if (hosts.TryGetValue(Text(status, "host_id"), out var host))
        {
            Assert.Equal(Text(host, "name"), Text(cache.GetProperty("host"), "name"));
            if (pollers.TryGetValue(Text(host, "instance_id"), out var poller))
            {
                Assert.Equal(poller, Text(cache, "poller"));
            }
        }
        if (services.TryGetValue(Key(status), out var description))
        {
            Assert.Equal(description, Text(cache.GetProperty("service"), "description"));
            Assert.Equal(GroupsOf("service", status), Ids(cache, "servicegroups"));
        }
        Assert.Equal(GroupsOf("host", status), Ids(cache, "hostgroups"));
    }

    private void Join(string kind, JsonElement shown, string id)
    {
        var member = Member(kind, shown);
        groups.TryAdd(member, []);
        if (IsEnabled(shown))
        {
            groups[member].Add(shown.GetProperty(id).GetInt64());
        }
        else
        {
            groups[member].Remove(shown.GetProperty(id).GetInt64());
        }
    }

    private SortedSet<long> GroupsOf(string kind, JsonElement shown) =>
        groups.GetValueOrDefault(Member(kind, shown)) ?? [];

    private static string Member(string kind, JsonElement shown) =>
        kind == "host" ? $"host {Text(shown, "host_id")}" : $"service {Key(shown)}";

    private static IEnumerable<long> Ids(JsonElement cache, string list) =>
        cache.TryGetProperty(list, out var known)
            ? known.EnumerateArray().Select(group => group.GetProperty("group_id").GetInt64())
            : [];

    private static int Type(JsonElement shown) => shown.GetProperty("_type").GetInt32();

    private static string Key(JsonElement shown) => $"{Text(shown, "host_id")}/{Text(shown, "service_id")}";

    // A legacy membership does not show it.
    private static bool IsEnabled(JsonElement shown) =>
        !shown.TryGetProperty("enabled", out var enabled) || enabled.GetBoolean();

    private static string Text(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) ? value.ToString() : "";
}
