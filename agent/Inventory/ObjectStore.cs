using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Hosts and services: announced, replaced and removed by their configuration events, kept current by their statuses
/// (bbdo 5.1; 5.3, rules 1, 3 and 10).
/// </summary>
internal sealed class ObjectStore(
    Pollers pollers,
    Severities severities,
    Categories categories,
    TextPool texts,
    RowChanges changes
)
{
    private readonly Dictionary<ObjectKey, MonitoredObject> objects = [];
    private readonly JsonBuffer members = new();

    public IReadOnlyCollection<MonitoredObject> All => objects.Values;

    /// <summary>Null when nothing at all is known of it.</summary>
    public MonitoredObject? Find(ObjectKey key) => objects.GetValueOrDefault(key);

    /// <summary>The object, not announced when this is the first one hears of it.</summary>
    public MonitoredObject Get(ObjectKey key)
    {
        if (!objects.TryGetValue(key, out var found))
        {
            found = key.IsService
                ? MonitoredObject.NewService(key, Get(key.Host))
                : MonitoredObject.NewHost(key.HostId);
            objects.Add(key, found);
        }
        return found;
    }

    public void ApplyHost(BrokerEvent host)
    {
        var key = new ObjectKey(host.UInt64(Field.HostId), 0);
        var pollerId = PollerOf(host);
        if (host.Boolean(Field.Enabled))
        {
            var announced = Get(key);
            SetPoller(announced, pollerId == 0 ? null : pollers.Get(pollerId));
            announced.Configuration.Members = HostMembers(host, pollerId);
            Announce(announced, host, host.Text(Field.Name));
            SetTimes(announced, host, Field.LastTimeUp, Field.LastTimeDown, Field.LastTimeUnreachable);
        }
        // A host that moved is removed by its old poller too, maybe after the new one announced it.
        else if (Find(key) is { } gone && (pollerId == 0 || gone.Poller is null || gone.Poller.Id == pollerId))
        {
            Remove(gone);
        }
    }

    public void ApplyService(BrokerEvent service)
    {
        var key = new ObjectKey(service.UInt64(Field.HostId), service.UInt64(Field.ServiceId));
        if (!key.IsService)
        {
            return;
        }
        if (service.Boolean(Field.Enabled))
        {
            var announced = Get(key);
            announced.Configuration.Members = ServiceMembers(service);
            Announce(announced, service, service.Text(Field.Description));
            SetServiceTimes(announced, service);
        }
        else if (Find(key) is { } gone && !IsOfAnother(service.SourceId, gone))
        {
            Remove(gone);
        }
    }

    public static void ApplyHostStatus(MonitoredObject host, BrokerEvent status)
    {
        SetStatus(host, status);
        SetTimes(host, status, Field.LastTimeUp, Field.LastTimeDown, Field.LastTimeUnreachable);
    }

    public static void ApplyServiceStatus(MonitoredObject service, BrokerEvent status)
    {
        SetStatus(service, status);
        SetServiceTimes(service, status);
    }

    /// <summary>A partial status: only what is present changes.</summary>
    public static void ApplyAdaptiveStatus(MonitoredObject known, BrokerEvent status)
    {
        if (status.Has(Field.ScheduledDowntimeDepth))
        {
            known.Live.IsInDowntime = StatusFields.IsInDowntime(status);
        }
        if (status.Has(Field.AcknowledgementType))
        {
            known.Live.IsAcknowledged = StatusFields.IsAcknowledged(status);
        }
    }

    /// <summary>Removes the objects of this poller that its complete configuration did not announce again.</summary>
    public void RemoveStale(PollerEntry poller)
    {
        foreach (var host in objects.Values.Where(found => !found.Key.IsService && found.Poller == poller).ToList())
        {
            if (IsStale(host))
            {
                Remove(host);
                continue;
            }
            foreach (var service in host.Configuration.Services.Where(IsStale).ToList())
            {
                Remove(service);
            }
        }
    }

    public bool TryWrite(ObjectKey key, JsonBuffer row)
    {
        if (Find(key) is not { IsAnnounced: true } known)
        {
            return false;
        }
        var configuration = known.Configuration;
        row.Raw("{\"generation\":"u8);
        row.Number(configuration.Generation);
        row.Raw(",\"source\":"u8);
        row.Number(configuration.SourceId);
        row.Raw(",\"severity_id\":"u8);
        row.Number(configuration.SeverityId);
        if (configuration.Categories.Length > 0)
        {
            row.Raw(",\"categories\":"u8);
            row.Text(configuration.Categories);
        }
        row.Raw(",\"name\":"u8);
        row.Text(configuration.Name);
        row.Raw(configuration.Members);
        row.Raw("}"u8);
        return true;
    }

    /// <summary>
    /// Restores an object; false when the row is none. Everything behind the name is kept as it stands: it is what the event
    /// line needs.
    /// </summary>
    public bool Load(ObjectKey key, ReadOnlySpan<byte> row)
    {
        var known = Get(key);
        var configuration = known.Configuration;
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("generation"u8) && reader.Read())
            {
                configuration.Generation = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("source"u8) && reader.Read())
            {
                configuration.SourceId = reader.GetUInt32();
            }
            else if (reader.ValueTextEquals("severity_id"u8) && reader.Read())
            {
                SetSeverity(known, reader.GetUInt64());
            }
            else if (reader.ValueTextEquals("categories"u8) && reader.Read())
            {
                configuration.Categories = texts.Share(reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("name"u8) && reader.Read())
            {
                Span<byte> name = new byte[reader.ValueSpan.Length];
                known.Announce(texts.Share(name[..reader.CopyString(name)]));
                configuration.Members = texts.Share(row[(int)reader.BytesConsumed..^1]);
            }
            else if (reader.ValueTextEquals("instance_id"u8) && reader.Read())
            {
                configuration.Poller = pollers.Get(reader.GetUInt64());
            }
            else
            {
                reader.Read();
            }
        }
        return known.IsAnnounced && configuration.Name.Length > 0;
    }

    /// <summary>Forgets what a row that cannot be read may have left behind.</summary>
    public void Discard(ObjectKey key)
    {
        if (Find(key) is { } half)
        {
            Remove(half);
        }
    }

    // Services do not name their poller. One whose host has moved is removed by its old poller too, maybe after the new one
    // announced both.
    private static bool IsOfAnother(uint source, MonitoredObject gone) =>
        gone.Configuration.SourceId != source
        && gone.Host.Configuration.SourceId == gone.Configuration.SourceId
        && gone is { IsAnnounced: true, Host.IsAnnounced: true };

    // What was announced before its host belongs to the dump that now announces the host.
    private void SetPoller(MonitoredObject host, PollerEntry? poller)
    {
        var isFirst = host.Poller is null && poller is not null;
        host.Configuration.Poller = poller;
        foreach (var service in isFirst ? host.Configuration.Services : [])
        {
            var configuration = service.Configuration;
            if (configuration.Generation == 0)
            {
                configuration.Generation = poller!.Generation;
                changes.Mark(RowKind.Service, service.Key);
            }
            if (configuration is { Criticality: not 0, CriticalityGeneration: 0 })
            {
                configuration.CriticalityGeneration = poller!.Generation;
                changes.Mark(RowKind.Criticality, service.Key);
            }
        }
    }

    // Negative only from a sender that is out of its mind.
    private static ulong PollerOf(BrokerEvent host) => (ulong)Math.Max(0, host.Int64(Field.InstanceId));

    private void Announce(MonitoredObject announced, BrokerEvent received, ReadOnlySpan<byte> name)
    {
        announced.Announce(texts.Share(name.IsEmpty ? IdAsText(announced.Key) : texts.Clean(name)));
        announced.Configuration.Generation = announced.Poller?.Generation ?? 0;
        announced.Configuration.SourceId = received.SourceId;
        announced.Configuration.Categories = categories.IdsIn(received, announced.Key.IsService);
        SetSeverity(announced, received.UInt64(Field.SeverityId));
        SetStatus(announced, received);
        changes.Mark(RowOf(announced.Key), announced.Key);
    }

    private void Remove(MonitoredObject gone)
    {
        foreach (var service in gone.Configuration.Services)
        {
            Forget(service.Key);
        }
        if (gone.Key.IsService)
        {
            gone.Host.Configuration.Remove(gone);
        }
        Forget(gone.Key);
    }

    private void Forget(ObjectKey key)
    {
        objects.Remove(key);
        changes.Mark(RowOf(key), key);
        changes.Mark(RowKind.Memberships, key);
        changes.Mark(RowKind.Criticality, key);
        changes.Mark(RowKind.ForwardedState, key);
    }

    private void SetSeverity(MonitoredObject known, ulong severityId)
    {
        known.Configuration.SeverityId = severityId;
        known.Configuration.Severity = severityId == 0 ? null : severities.Get(severityId, known.Key.IsService);
    }

    private static void SetStatus(MonitoredObject known, BrokerEvent status)
    {
        ref var live = ref known.Live;
        live.State = StatusFields.State(status);
        live.IsInDowntime = StatusFields.IsInDowntime(status);
        live.IsAcknowledged = StatusFields.IsAcknowledged(status);
    }

    private static void SetTimes(MonitoredObject host, BrokerEvent status, Field up, Field down, Field unreachable)
    {
        ref var live = ref host.Live;
        live.LastTime0 = Seconds(status.Int64(up), live.LastTime0);
        live.LastTime1 = Seconds(status.Int64(down), live.LastTime1);
        live.LastTime2 = Seconds(status.Int64(unreachable), live.LastTime2);
    }

    private static void SetServiceTimes(MonitoredObject service, BrokerEvent status)
    {
        SetTimes(service, status, Field.LastTimeOk, Field.LastTimeWarning, Field.LastTimeCritical);
        ref var live = ref service.Live;
        live.LastTime3 = Seconds(status.Int64(Field.LastTimeUnknown), live.LastTime3);
    }

    // 0 is an engine without memory of that state: what was known stays true.
    private static uint Seconds(long time, uint known) => time is > 0 and <= uint.MaxValue ? (uint)time : known;

    private byte[] HostMembers(BrokerEvent host, ulong pollerId)
    {
        members.Clear();
        WriteMember(",\"alias\":"u8, host.Text(Field.Alias));
        WriteMember(",\"address\":"u8, host.Text(Field.Address));
        WriteSharedMembers(host);
        if (pollerId != 0)
        {
            members.Raw(",\"instance_id\":"u8);
            members.Number(pollerId);
        }
        return texts.Share(members.Written);
    }

    private byte[] ServiceMembers(BrokerEvent service)
    {
        members.Clear();
        WriteSharedMembers(service);
        return texts.Share(members.Written);
    }

    private void WriteSharedMembers(BrokerEvent configuration)
    {
        WriteMember(",\"display_name\":"u8, configuration.Text(Field.DisplayName));
        WriteMember(",\"notes\":"u8, configuration.Text(Field.Notes));
        WriteMember(",\"notes_url\":"u8, configuration.Text(Field.NotesUrl));
        WriteMember(",\"action_url\":"u8, configuration.Text(Field.ActionUrl));
    }

    private void WriteMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            members.Raw(name);
            members.Text(texts.Clean(text));
        }
    }

    private static bool IsStale(MonitoredObject known) => known.Configuration.Generation != known.Poller?.Generation;

    private static RowKind RowOf(ObjectKey key) => key.IsService ? RowKind.Service : RowKind.Host;

    private static ReadOnlySpan<byte> IdAsText(ObjectKey key)
    {
        var text = new JsonBuffer();
        text.Number(key.IsService ? key.ServiceId : key.HostId);
        return text.Written;
    }
}
