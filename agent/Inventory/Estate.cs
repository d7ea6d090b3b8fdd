using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// The inventory: what the brokers have told about hosts, services, groups, pollers, severities and business activities
/// (bbdo chapter 5), kept current event by event and restored from the rows of the last commit. Pure: it does no I/O.
/// </summary>
/// <remarks>
/// Not thread-safe. For each event: <see cref="Apply"/>, then decide what <see cref="TakeReleased"/> gives back, then
/// the event itself; <see cref="TakeChanges"/> belongs into the transaction of the packs.
/// </remarks>
internal sealed class Estate
{
    private readonly TextPool texts = new();
    private readonly RowChanges changes = new();
    private readonly JsonBuffer rowBuffer = new();
    private readonly MembershipRows memberships;
    private readonly Criticalities criticalities;
    private readonly HeldEvents held;

    public Estate(int maxHeldEvents, TimeProvider time)
    {
        Pollers = new Pollers(texts, changes);
        Severities = new Severities(Pollers, changes);
        Objects = new ObjectStore(Pollers, Severities, texts, changes);
        HostGroups = new Groups(false, Objects, Pollers, texts, changes);
        ServiceGroups = new Groups(true, Objects, Pollers, texts, changes);
        Activities = new Activities(texts, changes);
        memberships = new MembershipRows(Objects, texts);
        criticalities = new Criticalities(Objects, changes);
        held = new HeldEvents(maxHeldEvents, time, changes);
    }

    public Pollers Pollers { get; }

    public Severities Severities { get; }

    public ObjectStore Objects { get; }

    public Groups HostGroups { get; }

    public Groups ServiceGroups { get; }

    public Activities Activities { get; }

    /// <summary>Events that wait until their object is announced.</summary>
    public int Held => held.Count;

    /// <summary>Takes note of an event of any kind; answers whom it is about, which is nobody for configuration.</summary>
    public EventSubject Apply(BrokerEvent received)
    {
        switch (received.Type.Kind)
        {
            case EventKind.HostStatus:
            case EventKind.ServiceStatus:
            case EventKind.AdaptiveHostStatus:
            case EventKind.AdaptiveServiceStatus:
            case EventKind.Acknowledgement:
            case EventKind.Downtime:
                return ApplyLive(received);
            case EventKind.BaStatus:
                return SubjectOf(received);
            default:
                ApplyConfiguration(received);
                return default;
        }
    }

    /// <summary>Whom a status, acknowledgement, downtime or activity event is about; changes nothing.</summary>
    public EventSubject SubjectOf(BrokerEvent received)
    {
        if (received.Type.Kind == EventKind.BaStatus)
        {
            var id = received.UInt64(Field.BaId);
            return new EventSubject(default, null, ActivityId: id, Activity: Activities.Find(id));
        }
        var key = KeyOf(received);
        var found = Objects.Find(key);
        if (found is not { IsKnown: true })
        {
            var host = Announced(Objects.Find(key.Host));
            return new EventSubject(key, host, key.IsService ? Announced(found) : null);
        }
        if (!key.IsService)
        {
            return new EventSubject(key, found);
        }
        if (!found.IsOfActivities)
        {
            return new EventSubject(key, found.Host, found);
        }
        var activityId = Activities.IdIn(found.Configuration.Name);
        return new EventSubject(key, found.Host, found, activityId, Activities.Find(activityId));
    }

    /// <summary>Keeps a copy of an event until its object is announced; tells what had to go for it.</summary>
    public (int Superseded, int Overflowed) Hold(BrokerEvent received) => held.Hold(received, KeyOf(received));

    /// <summary>Held events to be decoded and decided again, oldest first, before anything later is decided.</summary>
    public IReadOnlyList<HeldEvent> TakeReleased() => held.Count == 0 ? [] : held.Take(IsKnown);

    /// <summary>Appends the rows that changed since the last call.</summary>
    public void TakeChanges(ICollection<InventoryRow> rows)
    {
        foreach (var (kind, a, b) in changes.Changed)
        {
            rowBuffer.Clear();
            var exists = TryWrite(kind, a, b);
            rows.Add(new InventoryRow((int)kind, (long)a, (long)b, exists ? rowBuffer.Written.ToArray() : null));
        }
        changes.Clear();
    }

    /// <summary>Restores what was committed, in any order of rows; kinds of a later version are ignored.</summary>
    public void Load(IEnumerable<InventoryRow> rows)
    {
        foreach (var row in rows)
        {
            Load((RowKind)row.Kind, (ulong)row.A, (ulong)row.B, row.Value!);
        }
        changes.Clear();
    }

    /// <summary><c>[{"group_id":1,"group_name":"…"}]</c>, ascending.</summary>
    public byte[] GroupListOf(ObjectConfiguration member) => memberships.ListOf(member);

    // Host or service by type, then by service_id (decision 10); statuses have no such type.
    private static ObjectKey KeyOf(BrokerEvent received)
    {
        var isHost = received.Type.Kind switch
        {
            EventKind.Acknowledgement => received.Int64(Field.Type) == 0,
            EventKind.Downtime => received.Int64(Field.Type) == 2,
            EventKind.HostStatus or EventKind.AdaptiveHostStatus => true,
            _ => false,
        };
        return new ObjectKey(received.UInt64(Field.HostId), isHost ? 0 : received.UInt64(Field.ServiceId));
    }

    private static MonitoredObject? Announced(MonitoredObject? found) => found is { IsAnnounced: true } ? found : null;

    private bool IsKnown(ObjectKey key) => Objects.Find(key) is { IsKnown: true };

    private EventSubject ApplyLive(BrokerEvent received)
    {
        var subject = SubjectOf(received);
        if (subject.Object is not { } known)
        {
            return subject;
        }
        switch (received.Type.Kind)
        {
            case EventKind.ServiceStatus:
                ObjectStore.ApplyServiceStatus(known, received);
                break;
            case EventKind.HostStatus:
                ObjectStore.ApplyHostStatus(known, received);
                break;
            case EventKind.AdaptiveHostStatus:
            case EventKind.AdaptiveServiceStatus:
                ObjectStore.ApplyAdaptiveStatus(known, received);
                break;
        }
        if (subject.IsKnown)
        {
            held.Release(subject.Key);
        }
        return subject;
    }

    private void ApplyConfiguration(BrokerEvent received)
    {
        switch (received.Type.Kind)
        {
            case EventKind.Instance:
                Pollers.ApplyInstance(received);
                break;
            case EventKind.InstanceBroadcast:
                Pollers.ApplyBroadcast(received);
                break;
            case EventKind.InstanceConfiguration:
                ApplyInstanceConfiguration(received);
                break;
            case EventKind.Host:
                Objects.ApplyHost(received);
                break;
            case EventKind.Service:
                Objects.ApplyService(received);
                break;
            case EventKind.HostGroup:
                HostGroups.ApplyGroup(received);
                break;
            case EventKind.HostGroupMember:
                HostGroups.ApplyMember(received);
                break;
            case EventKind.ServiceGroup:
                ServiceGroups.ApplyGroup(received);
                break;
            case EventKind.ServiceGroupMember:
                ServiceGroups.ApplyMember(received);
                break;
            case EventKind.Severity:
                Severities.Apply(received);
                break;
            case EventKind.CustomVariable:
            case EventKind.CustomVariableStatus:
                criticalities.Apply(received);
                break;
            case EventKind.DimensionBaEvent:
                Activities.ApplyActivity(received);
                break;
            case EventKind.DimensionBvEvent:
                Activities.ApplyView(received);
                break;
            case EventKind.DimensionBaBvRelationEvent:
                Activities.ApplyRelation(received);
                break;
            case EventKind.DimensionTruncateTableSignal:
                Activities.ApplyTruncation(received);
                break;
        }
    }

    // Sent after the dump of a start and after each reload; only a start makes the past stale.
    private void ApplyInstanceConfiguration(BrokerEvent configuration)
    {
        if (Pollers.CompletesLoading(configuration, out var poller))
        {
            Objects.RemoveStale(poller);
            HostGroups.RemoveStale(poller);
            ServiceGroups.RemoveStale(poller);
            Severities.RemoveStale(poller);
            criticalities.RemoveStale(poller);
        }
        held.Release(key => IsKnown(key) && Objects.Find(key)!.Poller == poller);
    }

    private bool TryWrite(RowKind kind, ulong a, ulong b)
    {
        var key = new ObjectKey(a, b);
        return kind switch
        {
            RowKind.Poller => Pollers.TryWrite(a, rowBuffer),
            RowKind.Host or RowKind.Service => Objects.TryWrite(key, rowBuffer),
            RowKind.Memberships => memberships.TryWrite(key, rowBuffer),
            RowKind.Criticality => criticalities.TryWrite(key, rowBuffer),
            RowKind.HostGroup => HostGroups.TryWriteGroup(a, rowBuffer),
            RowKind.ServiceGroup => ServiceGroups.TryWriteGroup(a, rowBuffer),
            RowKind.Severity => Severities.TryWrite(a, b, rowBuffer),
            RowKind.BusinessActivity => Activities.TryWriteActivity(a, rowBuffer),
            RowKind.BusinessView => Activities.TryWriteView(a, rowBuffer),
            RowKind.ActivityInView => Activities.TryWriteRelation(a, b, rowBuffer),
            RowKind.HeldEvent => held.TryWrite(a, rowBuffer),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private void Load(RowKind kind, ulong a, ulong b, byte[] value)
    {
        var key = new ObjectKey(a, b);
        switch (kind)
        {
            case RowKind.Host or RowKind.Service:
                Objects.Load(key, value);
                return;
            case RowKind.HeldEvent:
                held.Load(a, value, KeyOf);
                return;
            case RowKind.ActivityInView:
                Activities.Relate(a, b);
                return;
        }
        using var document = JsonDocument.Parse(value);
        var row = document.RootElement;
        switch (kind)
        {
            case RowKind.Poller:
                Pollers.Load(a, row);
                break;
            case RowKind.Memberships:
                memberships.Load(key, row);
                break;
            case RowKind.Criticality:
                criticalities.Load(key, row);
                break;
            case RowKind.HostGroup:
                HostGroups.LoadGroup(a, row);
                break;
            case RowKind.ServiceGroup:
                ServiceGroups.LoadGroup(a, row);
                break;
            case RowKind.Severity:
                Severities.Load(a, b, row);
                break;
            case RowKind.BusinessActivity:
                Activities.LoadActivity(a, row);
                break;
            case RowKind.BusinessView:
                Activities.LoadView(a, row);
                break;
        }
    }
}
