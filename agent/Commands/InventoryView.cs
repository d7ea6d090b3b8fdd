using System.Globalization;
using System.Text;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Commands;

/// <summary>Finds things in an inventory and tells them as JSON objects; what is unknown or unset is left out.</summary>
internal sealed class InventoryView(Estate estate)
{
    private readonly JsonBuffer json = new();

    public IEnumerable<MonitoredObject> Hosts() =>
        estate.Objects.All.Where(known => !known.Key.IsService).OrderBy(host => host.Key.HostId);

    /// <summary>Hosts with this name or id, or services with this name or id of hosts likewise. A service may have a / in its name.</summary>
    public IEnumerable<MonitoredObject> Find(string name)
    {
        var hosts = Hosts().Where(host => IsCalled(host, name));
        var services =
            from at in Enumerable.Range(0, name.Length)
            where name[at] == '/'
            from host in Hosts()
            where IsCalled(host, name[..at])
            from service in host.Configuration.Services
            where IsCalled(service, name[(at + 1)..])
            select service;
        return hosts.Concat(services);
    }

    /// <summary>How much is known of each kind, and what waits.</summary>
    public byte[] Totals()
    {
        var announced = estate.Objects.All.Where(known => known.IsAnnounced).ToList();
        Begin("hosts", announced.Count(known => !known.Key.IsService));
        Member("services", announced.Count(known => known.Key.IsService));
        Member("hostgroups", estate.HostGroups.All.Count);
        Member("servicegroups", estate.ServiceGroups.All.Count);
        Member("severities", estate.Severities.Count);
        Member("categories", estate.Categories.Count);
        Member("business_activities", estate.Activities.All.Count);
        Member("business_views", estate.Activities.Views.Count);
        Member("held_events", estate.Held);
        Member("suppressed_statuses", estate.SuppressedObjects);
        Member("open_downtimes", estate.OpenDowntimes);
        if (estate.UnreadableRows.Count > 0)
        {
            Member("unreadable_rows", estate.UnreadableRows.Values.Sum());
        }
        json.Raw(",\"pollers\":["u8);
        foreach (var (index, poller) in estate.Pollers.All.OrderBy(poller => poller.Id).Index())
        {
            json.Raw(index > 0 ? ","u8 : ""u8);
            Write(poller);
        }
        json.Raw("]"u8);
        return End();
    }

    /// <summary>A host in short.</summary>
    public byte[] HostLine(MonitoredObject host)
    {
        Begin("host_id", host.Key.HostId);
        if (host.IsAnnounced)
        {
            Member("name", host.Configuration.Name);
        }
        if (host.Poller is { } poller)
        {
            Member("poller", poller.Name);
        }
        Member("services", host.Configuration.Services.Count(service => service.IsAnnounced));
        return End();
    }

    /// <summary>Everything known about a host or service.</summary>
    public byte[] Everything(MonitoredObject known)
    {
        var configuration = known.Configuration;
        Begin("host_id", known.Key.HostId);
        if (known.Key.IsService)
        {
            Member("host", known.Host.Configuration.Name);
            Member("service_id", known.Key.ServiceId);
        }
        if (known.IsAnnounced)
        {
            Member(known.Key.IsService ? "description" : "name", configuration.Name);
            json.Raw(configuration.Members);
            Member("announced_by_broker", configuration.SourceId);
        }
        else
        {
            json.Raw(",\"announced\":false"u8);
        }
        if (known.Poller is { } poller)
        {
            json.Raw(",\"poller\":"u8);
            Write(poller);
        }
        WriteSeverity(configuration);
        WriteGroups(known);
        WriteCategories(known);
        WriteLive(known);
        WriteServices(configuration);
        return End();
    }

    private static bool IsCalled(MonitoredObject known, string name)
    {
        var id = known.Key.IsService ? known.Key.ServiceId : known.Key.HostId;
        return Encoding.UTF8.GetString(known.Configuration.Name) == name
            || (ulong.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted == id);
    }

    private void WriteSeverity(ObjectConfiguration configuration)
    {
        if (configuration.SeverityLevel != 0)
        {
            Member("severity", (ulong)configuration.SeverityLevel);
            json.Raw(",\"severity_from\":"u8);
            json.Text(configuration.Criticality != 0 ? "CRITICALITY_LEVEL"u8 : "severity"u8);
        }
    }

    private void WriteCategories(MonitoredObject known)
    {
        var named = estate.Categories.Named(known.Configuration.Categories, known.Key.IsService).ToList();
        json.Raw(named.Count > 0 ? ",\"categories\":["u8 : ""u8);
        foreach (var (index, (id, name)) in named.Index())
        {
            json.Raw(index > 0 ? ",{\"category_id\":"u8 : "{\"category_id\":"u8);
            json.Number(id);
            Member("category_name", name);
            json.Raw("}"u8);
        }
        json.Raw(named.Count > 0 ? "]"u8 : ""u8);
    }

    private void WriteGroups(MonitoredObject known)
    {
        var configuration = known.Configuration;
        var declared = (known.Key.IsService ? estate.ServiceGroups : estate.HostGroups).All;
        json.Raw(configuration.Groups.Length > 0 ? ",\"groups\":["u8 : ""u8);
        foreach (var (index, group) in configuration.Groups.Index())
        {
            json.Raw(index > 0 ? ",{\"group_id\":"u8 : "{\"group_id\":"u8);
            json.Number(group.GroupId);
            Member("group_name", group.Name);
            if (declared.GetValueOrDefault(group.GroupId) is { Alias.Length: > 0 } withAlias)
            {
                Member("group_alias", withAlias.Alias);
            }
            Member("poller_id", group.PollerId);
            json.Raw("}"u8);
        }
        json.Raw(configuration.Groups.Length > 0 ? "]"u8 : ""u8);
    }

    // As of the last checkpoint: statuses live in memory.
    private void WriteLive(MonitoredObject known)
    {
        var live = known.Live;
        if (live.State != LiveStatus.UnknownState)
        {
            Member("state", live.State);
            json.Raw(live.IsInDowntime ? ",\"in_downtime\":true"u8 : ""u8);
            json.Raw(live.IsAcknowledged ? ",\"acknowledged\":true"u8 : ""u8);
        }
        Member("state_sent_last", live.ForwardedState);
        json.Raw(live.HasSuppressed ? ",\"has_suppressed_status\":true"u8 : ""u8);
        var names = known.Key.IsService
            ? new[] { "last_time_ok", "last_time_warning", "last_time_critical", "last_time_unknown" }
            : ["last_time_up", "last_time_down", "last_time_unreachable", "last_time_3"];
        uint[] times = [live.LastTime0, live.LastTime1, live.LastTime2, live.LastTime3];
        foreach (var (name, time) in names.Zip(times).Where(last => last.Second > 0))
        {
            Member(name, time);
        }
    }

    private void WriteServices(ObjectConfiguration configuration)
    {
        json.Raw(configuration.Services.Count > 0 ? ",\"services\":["u8 : ""u8);
        foreach (var (index, service) in configuration.Services.OrderBy(service => service.Key.ServiceId).Index())
        {
            json.Raw(index > 0 ? ",{\"service_id\":"u8 : "{\"service_id\":"u8);
            json.Number(service.Key.ServiceId);
            Member("description", service.Configuration.Name);
            json.Raw("}"u8);
        }
        json.Raw(configuration.Services.Count > 0 ? "]"u8 : ""u8);
    }

    private void Write(PollerEntry poller)
    {
        json.Raw("{\"poller_id\":"u8);
        json.Number(poller.Id);
        Member("name", poller.Name);
        json.Raw(poller.IsRunning ? ",\"running\":true"u8 : ",\"running\":false"u8);
        json.Raw(poller.IsLoading ? ",\"loading\":true}"u8 : "}"u8);
    }

    private void Begin(string name, ulong value)
    {
        json.Clear();
        json.Raw("{"u8);
        json.Text(Encoding.UTF8.GetBytes(name));
        json.Raw(":"u8);
        json.Number(value);
    }

    private void Begin(string name, int value) => Begin(name, (ulong)value);

    private void Member(string name, int value) => Member(name, (ulong)value);

    private void Member(string name, ulong value)
    {
        Name(name);
        json.Number(value);
    }

    private void Member(string name, byte[] text)
    {
        Name(name);
        json.Text(text);
    }

    private void Name(string name)
    {
        json.Raw(","u8);
        json.Text(Encoding.UTF8.GetBytes(name));
        json.Raw(":"u8);
    }

    private byte[] End()
    {
        json.Raw("}"u8);
        return json.Written.ToArray();
    }
}
