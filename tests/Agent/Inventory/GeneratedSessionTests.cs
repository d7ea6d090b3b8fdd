using System.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>What the inventory knows after the generated sessions, and still knows after a restart of the agent.</summary>
public sealed class GeneratedSessionTests
{
    public static TheoryData<string> Sessions =>
        [.. Vectors.Files("bbdo", "*.expected.json").Where(file => File.ReadAllText(file).Contains("\"cache_"))];

    [Theory]
    [MemberData(nameof(Sessions))]
    public void The_inventory_after_a_session_is_the_expected_one(string expectedFile)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(expectedFile));
        var town = new Town();
        ReadOnlyMemory<byte> session = File.ReadAllBytes(
            expectedFile.Replace(".expected.json", ".bin", StringComparison.Ordinal)
        );
        var reader = new EventReader(TimeProvider.System);
        while (reader.TryRead(ref session, out _))
        {
            if (reader.Decoded is { } decoded)
            {
                town.Tell(decoded);
            }
        }

        AssertKnows(expected.RootElement, town.Estate);
        AssertKnows(expected.RootElement, town.Restarted().Estate);
    }

    private static void AssertKnows(JsonElement expected, Estate estate)
    {
        var known = Known(estate);
        if (expected.TryGetProperty("cache_after", out var after))
        {
            foreach (var part in after.EnumerateObject())
            {
                Assert.True(
                    JsonElement.DeepEquals(part.Value, JsonSerializer.SerializeToElement(known[part.Name])),
                    $"{part.Name}: {JsonSerializer.Serialize(known[part.Name])} instead of {part.Value}"
                );
            }
        }
        if (expected.TryGetProperty("cache_counts", out var counts))
        {
            // Tags are not needed for anything and not kept.
            foreach (var count in counts.EnumerateObject().Where(count => count.Name != "tags"))
            {
                Assert.Equal((count.Name, count.Value.GetInt32()), (count.Name, Count(known[count.Name])));
            }
        }
        if (expected.TryGetProperty("cache_samples", out var samples))
        {
            foreach (var host in samples.GetProperty("hosts").EnumerateObject())
            {
                Assert.Equal(host.Value.GetString(), ((Dictionary<string, string>)known["hosts"])[host.Name]);
            }
            foreach (var host in samples.GetProperty("host_groups_of_host").EnumerateObject())
            {
                AssertGroups(host.Value, estate.Objects.Find(new ObjectKey(ulong.Parse(host.Name), 0))!);
            }
            foreach (var service in samples.GetProperty("service_groups_of_service").EnumerateObject())
            {
                var ids = service.Name.Split('/');
                AssertGroups(
                    service.Value,
                    estate.Objects.Find(new ObjectKey(ulong.Parse(ids[0]), ulong.Parse(ids[1])))!
                );
            }
        }
    }

    private static void AssertGroups(JsonElement expected, MonitoredObject member) =>
        Assert.Equal(
            expected
                .EnumerateArray()
                .Select(group => (group.GetProperty("id").GetUInt64(), group.GetProperty("name").GetString())),
            member.Configuration.Groups.Select(group => (group.GroupId, (string?)Text(group.Name)))
        );

    private static Dictionary<string, object> Known(Estate estate)
    {
        var announced = estate.Objects.All.Where(known => known.IsAnnounced).ToList();
        var hosts = announced.Where(known => !known.Key.IsService).OrderBy(host => host.Key.HostId).ToList();
        var services = announced
            .Where(known => known.Key.IsService)
            .OrderBy(service => service.Key.HostId)
            .ThenBy(service => service.Key.ServiceId)
            .ToList();
        return new Dictionary<string, object>
        {
            ["instances"] = estate
                .Pollers.All.OrderBy(poller => poller.Id)
                .ToDictionary(poller => $"{poller.Id}", poller => Text(poller.Name)),
            ["hosts"] = hosts.ToDictionary(host => $"{host.Key.HostId}", host => Text(host.Configuration.Name)),
            ["services"] = services.ToDictionary(Key, service => Text(service.Configuration.Name)),
            ["host_groups"] = Groups(estate.HostGroups),
            ["host_group_members"] = Members(hosts),
            ["service_groups"] = Groups(estate.ServiceGroups),
            ["service_group_members"] = Members(services),
            ["severities"] = Enumerable.Repeat(0, estate.Severities.Count).ToArray(),
            ["business_activities"] = estate
                .Activities.All.OrderBy(activity => activity.Id)
                .ToDictionary(activity => $"{activity.Id}", activity => Text(activity.Name)),
            ["business_views"] = estate
                .Activities.Views.OrderBy(view => view.Id)
                .ToDictionary(view => $"{view.Id}", view => Text(view.Name)),
            ["ba_bv_relations"] = estate
                .Activities.All.OrderBy(activity => activity.Id)
                .SelectMany(activity =>
                    estate.Activities.ViewsOf(activity.Id).Select(view => $"{activity.Id}:{view.Id}")
                )
                .ToArray(),
        };
    }

    private static Dictionary<string, object> Groups(Groups groups) =>
        groups
            .All.OrderBy(group => group.Key)
            .ToDictionary(
                group => $"{group.Key}",
                object (group) =>
                    new
                    {
                        name = Text(group.Value.Name),
                        pollers = group.Value.Pollers.Pollers.Select(poller => poller.PollerId).Order().ToArray(),
                    }
            );

    private static string[] Members(IReadOnlyList<MonitoredObject> members) =>
        [
            .. members
                .SelectMany(member => member.Configuration.Groups.Select(group => (group.GroupId, Member: Key(member))))
                .OrderBy(membership => membership.GroupId)
                .Select(membership => $"{membership.GroupId}:{membership.Member}"),
        ];

    private static string Key(MonitoredObject known) =>
        known.Key.IsService ? $"{known.Key.HostId}/{known.Key.ServiceId}" : $"{known.Key.HostId}";

    private static int Count(object part) => ((System.Collections.ICollection)part).Count;

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
