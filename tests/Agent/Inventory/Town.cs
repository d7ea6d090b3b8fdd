using System.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>An inventory under test, told things in short sentences.</summary>
internal sealed class Town
{
    public Town(int maxHeldEvents = 100, TimeProvider? time = null) =>
        Estate = new Estate(maxHeldEvents, time ?? TimeProvider.System);

    public Estate Estate { get; }

    /// <summary>A town that remembers what this one would have committed.</summary>
    public Town Restarted()
    {
        var rows = new List<InventoryRow>();
        Estate.TakeChanges(rows);
        var restarted = new Town();
        restarted.Estate.Load(rows.Where(row => row.Value is not null));
        return restarted;
    }

    public EventSubject Tell(BrokerEvent received) => Estate.Apply(received);

    public void Starts(ulong poller, string name = "Central") =>
        Tell(Wire.Event(Ids.Instance, ("instance_id", poller), ("name", name), ("running", true)));

    public void IsLoaded(ulong poller) =>
        Tell(Wire.Event(Ids.InstanceConfiguration, ("poller_id", poller), ("loaded", true)));

    public void Host(ulong id, string name, ulong poller = 1) =>
        Tell(Wire.Event(Ids.Host, ("host_id", id), ("name", name), ("instance_id", poller), ("enabled", true)));

    public void Service(ulong host, ulong id, string description) =>
        Tell(
            Wire.Event(
                Ids.Service,
                ("host_id", host),
                ("service_id", id),
                ("description", description),
                ("enabled", true)
            )
        );

    public void HostGroup(ulong group, string name, ulong poller = 1, bool enabled = true) =>
        Tell(
            Wire.Event(
                Ids.HostGroup,
                ("hostgroup_id", group),
                ("name", name),
                ("poller_id", poller),
                ("enabled", enabled)
            )
        );

    public void Joins(ulong host, ulong group, string name, ulong poller = 1, bool enabled = true) =>
        Tell(
            Wire.Event(
                Ids.HostGroupMember,
                ("host_id", host),
                ("hostgroup_id", group),
                ("name", name),
                ("poller_id", poller),
                ("enabled", enabled)
            )
        );

    public MonitoredObject? HostOf(ulong id) =>
        Estate.Objects.Find(new ObjectKey(id, 0)) is { IsAnnounced: true } host ? host : null;

    public MonitoredObject? ServiceOf(ulong host, ulong id) =>
        Estate.Objects.Find(new ObjectKey(host, id)) is { IsAnnounced: true } service ? service : null;

    public string[] GroupsOf(ulong host) =>
        [.. HostOf(host)!.Configuration.Groups.Select(group => Encoding.UTF8.GetString(group.Name))];

    /// <summary>The line of a status of this object, as JSON.</summary>
    public JsonElement LineOf(BrokerEvent received, params string[] eventFields) =>
        JsonDocument
            .Parse(new EventLineWriter(Estate, eventFields).Write(received, Tell(received)).ToArray())
            .RootElement;
}
