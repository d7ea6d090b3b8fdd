namespace Forwarder.Agent.Inventory;

/// <summary>Writes the member <c>cache</c> of an event line: what the inventory knows of the event's subject.</summary>
internal sealed class CacheWriter(Estate estate, JsonBuffer line)
{
    /// <summary>Writes it with its leading comma. <paramref name="withGroups"/> false leaves the group lists out.</summary>
    public void Write(in EventSubject subject, bool withGroups)
    {
        line.Raw(",\"cache\":{"u8);
        WriteHost(subject);
        if (subject.Key.IsService)
        {
            WriteService(subject);
        }
        if (withGroups)
        {
            WriteGroups(",\"hostgroups\":"u8, subject.Host);
            WriteGroups(",\"servicegroups\":"u8, subject.Service);
        }
        if (subject.Host?.Configuration.Poller is { Name.Length: > 0 } poller)
        {
            line.Raw(",\"poller\":"u8);
            line.Text(poller.Name);
        }
        WriteSeverities(
            subject.Host?.Configuration.SeverityLevel ?? 0,
            subject.Service?.Configuration.SeverityLevel ?? 0
        );
        line.Raw("}"u8);
    }

    /// <summary>As above, for an event of a business activity.</summary>
    public void WriteActivity(in EventSubject subject)
    {
        line.Raw(",\"cache\":{\"ba\":{\"ba_id\":"u8);
        line.Number(subject.ActivityId);
        line.Raw(",\"ba_name\":"u8);
        WriteActivityName(subject);
        if (subject.Activity is { Description.Length: > 0 } activity)
        {
            line.Raw(",\"ba_description\":"u8);
            line.Text(activity.Description);
        }
        line.Raw("}"u8);
        var separator = ",\"bvs\":["u8;
        foreach (var view in estate.Activities.ViewsOf(subject.ActivityId))
        {
            line.Raw(separator);
            line.Raw("{\"bv_id\":"u8);
            line.Number(view.Id);
            line.Raw(",\"bv_name\":"u8);
            line.Text(view.Name);
            line.Raw("}"u8);
            separator = ","u8;
        }
        line.Raw(separator.Length == 1 ? "]}"u8 : "}"u8);
    }

    private void WriteHost(in EventSubject subject)
    {
        line.Raw("\"host\":{\"host_id\":"u8);
        line.Number(subject.Key.HostId);
        line.Raw(",\"name\":"u8);
        WriteHostName(subject);
        if (subject.Host is { } host)
        {
            line.Raw(host.Configuration.Members);
            WriteTime(",\"last_time_up\":"u8, host.Live.LastTime0);
            WriteTime(",\"last_time_down\":"u8, host.Live.LastTime1);
            WriteTime(",\"last_time_unreachable\":"u8, host.Live.LastTime2);
        }
        line.Raw("}"u8);
    }

    // A service of the fake host is shown under its activity, which is named by its id while nobody announced it.
    private void WriteHostName(in EventSubject subject)
    {
        if (subject.ActivityId != 0)
        {
            WriteActivityName(subject);
        }
        else if (subject.Host is { } host)
        {
            line.Text(host.Configuration.Name);
        }
        else
        {
            WriteQuoted(subject.Key.HostId);
        }
    }

    private void WriteActivityName(in EventSubject subject)
    {
        if (subject.Activity is { Name.Length: > 0 } activity)
        {
            line.Text(activity.Name);
        }
        else
        {
            WriteQuoted(subject.ActivityId);
        }
    }

    private void WriteService(in EventSubject subject)
    {
        line.Raw(",\"service\":{\"host_id\":"u8);
        line.Number(subject.Key.HostId);
        line.Raw(",\"service_id\":"u8);
        line.Number(subject.Key.ServiceId);
        line.Raw(",\"description\":"u8);
        if (subject.Service is { } service)
        {
            line.Text(service.Configuration.Name);
            line.Raw(service.Configuration.Members);
            WriteTime(",\"last_time_ok\":"u8, service.Live.LastTime0);
            WriteTime(",\"last_time_warning\":"u8, service.Live.LastTime1);
            WriteTime(",\"last_time_critical\":"u8, service.Live.LastTime2);
            WriteTime(",\"last_time_unknown\":"u8, service.Live.LastTime3);
        }
        else
        {
            WriteQuoted(subject.Key.ServiceId);
        }
        line.Raw("}"u8);
    }

    private void WriteGroups(ReadOnlySpan<byte> name, MonitoredObject? member)
    {
        if (member?.Configuration is { Groups.Length: > 0 } known)
        {
            line.Raw(name);
            line.Raw(estate.GroupListOf(known));
        }
    }

    private void WriteSeverities(long ofHost, long ofService)
    {
        if (ofHost == 0 && ofService == 0)
        {
            return;
        }
        line.Raw(",\"severity\":{"u8);
        if (ofHost != 0)
        {
            line.Raw("\"host\":"u8);
            line.Number(ofHost);
            line.Raw(ofService != 0 ? ","u8 : ""u8);
        }
        if (ofService != 0)
        {
            line.Raw("\"service\":"u8);
            line.Number(ofService);
        }
        line.Raw("}"u8);
    }

    private void WriteTime(ReadOnlySpan<byte> name, uint time)
    {
        if (time > 0)
        {
            line.Raw(name);
            line.Number((long)time);
        }
    }

    private void WriteQuoted(ulong id)
    {
        line.Raw("\""u8);
        line.Number(id);
        line.Raw("\""u8);
    }
}
