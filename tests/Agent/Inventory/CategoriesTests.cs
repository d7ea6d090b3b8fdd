using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>Host categories and service categories are tags of type 3 and 2 (bbdo 5.3, rule 7).</summary>
public sealed class CategoriesTests
{
    private const ulong ServiceGroup = 0;
    private const ulong HostGroup = 1;
    private const ulong ServiceCategory = 2;
    private const ulong HostCategory = 3;

    private readonly Town town = new();

    public CategoriesTests()
    {
        town.Starts(1);
        Tag(7, HostCategory, "Linux servers");
        Tag(7, ServiceCategory, "Réseau");
        Tag(9, HostCategory, "Paris");
        Tag(9, HostGroup, "a group");
        Tag(9, ServiceGroup, "another group");
        town.Tell(
            Wire.Event(
                Ids.Host,
                ("host_id", 1),
                ("name", "web"),
                ("instance_id", 1),
                ("enabled", true),
                ("tags", new[] { (9ul, HostCategory), (9ul, HostGroup), (7ul, HostCategory), (8ul, HostCategory) })
            )
        );
        town.Tell(
            Wire.Event(
                Ids.Service,
                ("host_id", 1),
                ("service_id", 10),
                ("description", "Ping"),
                ("enabled", true),
                ("tags", new[] { (7ul, ServiceCategory) })
            )
        );
        town.IsLoaded(1);
    }

    [Fact]
    public void Categories_of_hosts_and_services_are_known_by_name_and_groups_are_none()
    {
        Assert.Equal(["Paris", "Linux servers"], CategoriesOf(town, "web"));
        Assert.Equal(["Réseau"], CategoriesOf(town, "web/Ping"));
        Assert.Equal(3, town.Estate.Categories.Count);
    }

    [Fact]
    public void They_are_known_after_a_restart_of_the_agent_and_so_is_a_name_that_came_late()
    {
        Tag(8, HostCategory, "late");

        var restarted = town.Restarted();

        Assert.Equal(["Paris", "Linux servers", "late"], CategoriesOf(restarted, "web"));
        Assert.Equal(["Réseau"], CategoriesOf(restarted, "web/Ping"));
    }

    [Fact]
    public void A_category_exists_while_a_poller_declares_it()
    {
        Tag(7, HostCategory, "renamed", poller: 2, action: 2);
        Tag(7, HostCategory, "", action: 1);
        Assert.Equal(["Paris", "renamed"], CategoriesOf(town, "web"));

        Tag(7, HostCategory, "", poller: 2, action: 1);
        Assert.Equal(["Paris"], CategoriesOf(town, "web"));
        Assert.Equal(["Paris"], CategoriesOf(town.Restarted(), "web"));
    }

    [Fact]
    public void What_a_restarted_engine_does_not_declare_again_is_gone()
    {
        town.Starts(1);
        Tag(9, HostCategory, "Paris");
        town.Tell(
            Wire.Event(
                Ids.Host,
                ("host_id", 1),
                ("name", "web"),
                ("instance_id", 1),
                ("enabled", true),
                ("tags", new[] { (7ul, HostCategory), (9ul, HostCategory) })
            )
        );
        town.IsLoaded(1);

        Assert.Equal(["Paris"], CategoriesOf(town, "web"));
        Assert.Equal(1, town.Estate.Categories.Count);
    }

    [Fact]
    public void The_alias_of_a_host_group_is_known_where_its_sender_tells_it()
    {
        town.Tell(
            Wire.Event(
                Ids.HostGroup,
                ("hostgroup_id", 5),
                ("name", "linux"),
                ("alias", "Linux servers"),
                ("poller_id", 1),
                ("enabled", true)
            )
        );
        town.Joins(1, 5, "linux");

        var group = Show(town.Restarted(), "web").GetProperty("groups")[0];

        Assert.Equal("Linux servers", group.GetProperty("group_alias").GetString());
    }

    private static JsonElement Show(Town town, string name)
    {
        var view = new InventoryView(town.Estate);
        return JsonDocument.Parse(view.Everything(Assert.Single(view.Find(name)))).RootElement;
    }

    private static string[] CategoriesOf(Town town, string name) =>
        [
            .. Show(town, name)
                .GetProperty("categories")
                .EnumerateArray()
                .Select(category => category.GetProperty("category_name").GetString()!),
        ];

    private void Tag(ulong id, ulong type, string name, ulong poller = 1, int action = 0) =>
        town.Tell(
            Wire.Event(Ids.Tag, ("id", id), ("type", type), ("name", name), ("poller_id", poller), ("action", action))
        );
}
