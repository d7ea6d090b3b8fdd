using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Inventory;

namespace Forwarder.Agent.Tests.Commands;

/// <summary>What the command tells about a spool that an agent has open.</summary>
public sealed class InventoryCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SpoolDatabase agent;

    public InventoryCommandTests()
    {
        agent = SpoolDatabase.Open(folder.Path);
        var clock = new SteppedClock();
        var town = new Town(time: clock);
        town.Starts(1);
        town.Host(1, "web");
        town.Host(2, "db");
        town.Service(1, 10, "Ping");
        town.Service(1, 11, "Disk /var");
        town.Joins(1, 5, "Linux");
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", 1),
                ("service_id", 10),
                ("name", "CRITICALITY_LEVEL"),
                ("value", "2"),
                ("enabled", true)
            )
        );
        town.Tell(
            Wire.Event(
                Ids.ServiceStatus,
                ("host_id", 1),
                ("service_id", 10),
                ("state", 2),
                ("last_time_critical", 1700000000)
            )
        );
        town.Estate.Hold(Wire.Event(Ids.HostStatus, ("host_id", 9), ("state", 1)));
        town.IsLoaded(1);
        clock.Advance(LiveCheckpoint.Interval);
        var rows = new List<InventoryRow>();
        town.Estate.TakeChanges(rows);
        agent.Commit([], rows, []);
    }

    [Fact]
    public void List_gives_the_totals_and_every_host()
    {
        var lines = Print(view => [view.Totals(), .. view.Hosts().Select(view.HostLine)]);

        Assert.Equal(3, lines.Count);
        Assert.Equal((2, 2), (Number(lines[0], "hosts"), Number(lines[0], "services")));
        Assert.Equal(1, Number(lines[0], "held_events"));
        Assert.Equal("Central", lines[0].GetProperty("pollers")[0].GetProperty("name").GetString());
        Assert.Equal(
            [("web", 2), ("db", 0)],
            lines.Skip(1).Select(line => (line.GetProperty("name").GetString(), Number(line, "services")))
        );
    }

    [Theory]
    [InlineData("web", 0)]
    [InlineData("1", 0)]
    [InlineData("web/Ping", 10)]
    [InlineData("1/10", 10)]
    [InlineData("web/Disk /var", 11)]
    public void Show_finds_by_names_and_ids(string name, int serviceId)
    {
        var line = Assert.Single(Print(view => view.Find(name).Select(view.Everything)));

        Assert.Equal((1, serviceId), (Number(line, "host_id"), Number(line, "service_id")));
        Assert.Equal("Central", line.GetProperty("poller").GetProperty("name").GetString());
    }

    [Fact]
    public void Show_tells_everything_known()
    {
        var service = Assert.Single(Print(view => view.Find("web/Ping").Select(view.Everything)));
        Assert.Equal(2, Number(service, "severity"));
        Assert.Equal(2, Number(service, "state"));
        Assert.Equal(1700000000, Number(service, "last_time_critical"));

        var host = Assert.Single(Print(view => view.Find("web").Select(view.Everything)));
        Assert.Equal("Linux", host.GetProperty("groups")[0].GetProperty("group_name").GetString());
        Assert.Equal(2, host.GetProperty("services").GetArrayLength());
    }

    [Theory]
    [InlineData("nobody", ExitCodes.No)]
    [InlineData("web", 0)]
    public async Task The_exit_code_says_whether_something_was_found(string name, int code)
    {
        Assert.Equal(code, await RunAsync("show", name, "--config", Configuration(folder.Path)));
    }

    [Fact]
    public async Task A_folder_without_spool_is_told()
    {
        var empty = Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName;
        Assert.Equal(ExitCodes.Unusable, await RunAsync("list", "--config", Configuration(empty)));
        Assert.Empty(Directory.EnumerateFiles(empty));
    }

    [Fact]
    public void Text_has_a_line_per_value()
    {
        using var text = new StringWriter();
        new InventoryPrinter(text, asJson: false).PrintObject(
            """{"host_id":1,"poller":{"poller_id":1,"name":"Central"},"groups":[{"group_id":5},{"group_id":6}]}"""u8.ToArray()
        );
        Assert.Equal(
            ["host_id: 1", "poller: poller_id 1, name Central", "groups: group_id 5", "groups: group_id 6"],
            text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
    }

    public void Dispose()
    {
        agent.Dispose();
        folder.Dispose();
    }

    private static Task<int> RunAsync(params string[] arguments) =>
        InventoryCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

    private string Configuration(string spool)
    {
        var file = Path.Combine(folder.Path, "agent.json");
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(
                new Dictionary<string, string>
                {
                    ["hub_host"] = "hub.example.test",
                    ["hub_name"] = "events",
                    ["hub_publisher"] = "lab.central",
                    ["hub_token_file"] = "/none",
                    ["spool_directory"] = spool,
                }
            )
        );
        return file;
    }

    private List<JsonElement> Print(Func<InventoryView, IEnumerable<byte[]>> print)
    {
        var estate = new Estate(int.MaxValue, TimeProvider.System);
        estate.Load(SpoolReader.ReadInventory(folder.Path));
        return [.. print(new InventoryView(estate)).Select(json => JsonDocument.Parse(json).RootElement)];
    }

    private static int Number(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) ? value.GetInt32() : 0;
}
