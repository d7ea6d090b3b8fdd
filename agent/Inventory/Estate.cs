using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// The inventory: what the brokers have told about hosts, services, groups, pollers, severities and business activities
/// (bbdo chapter 5), kept current event by event and restored from the rows of the last commit. Pure: it does no I/O.
/// </summary>
/// <remarks>
/// Not thread-safe. For each event: <see cref="Apply"/>, then decide what <see cref="TakeReleased"/> gives back, then
/// the event itself, and tell the decision by <see cref="Forwarded"/>, <see cref="Hold"/>, <see cref="Suppress"/> or
/// <see cref="Resume"/>; <see cref="TakeChanges"/> belongs into the transaction of the packs.
/// </remarks>
internal sealed class Estate
{
    private readonly TimeProvider time;
    private readonly TextPool texts = new();
    private readonly RowChanges changes = new();
    private readonly MembershipRows memberships;
    private readonly Criticalities criticalities;
    private readonly HeldEvents held;
    private readonly ForwardedDowntimes downtimes;
    private readonly SuppressedStatuses suppressed;
    private readonly LiveCheckpoint checkpoint;
    private readonly EstateRows rows;
    private readonly List<HeldEvent> made = [];

    public Estate(int maxHeldEvents, TimeProvider time)
    {
        this.time = time;
        Pollers = new Pollers(texts, changes);
        Severities = new Severities(Pollers, changes);
        Categories = new Categories(Pollers, texts, changes);
        Objects = new ObjectStore(Pollers, Severities, Categories, texts, changes);
        HostGroups = new Groups(false, Objects, Pollers, texts, changes);
        ServiceGroups = new Groups(true, Objects, Pollers, texts, changes);
        Activities = new Activities(texts, changes);
        memberships = new MembershipRows(Objects, texts);
        criticalities = new Criticalities(Objects, changes);
        held = new HeldEvents(maxHeldEvents, time, changes);
        downtimes = new ForwardedDowntimes(Pollers, changes);
        suppressed = new SuppressedStatuses(changes);
        checkpoint = new LiveCheckpoint(Objects, time);
        rows = new EstateRows(this, memberships, criticalities, held, downtimes, suppressed, checkpoint, changes);
    }

    public Pollers Pollers { get; }

    public Severities Severities { get; }

    public Categories Categories { get; }

    public ObjectStore Objects { get; }

    public Groups HostGroups { get; }

    public Groups ServiceGroups { get; }

    public Activities Activities { get; }

    /// <summary>Events that wait until their object is announced.</summary>
    public int Held => held.Count;

    /// <summary>Rows of a former process that this one cannot read, by kind.</summary>
    public IReadOnlyDictionary<RowKind, int> UnreadableRows => rows.Unreadable;

    /// <summary>Texts of the configuration that were too long to be kept whole.</summary>
    public long CutTexts => texts.Cut;

    /// <summary>Objects of which a suppressed status is kept.</summary>
    public int SuppressedObjects => suppressed.Count;

    /// <summary>Downtimes that left and may still end.</summary>
    public int OpenDowntimes => downtimes.Count;

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
        switch (received.Type.Kind)
        {
            case EventKind.BaStatus:
                var id = received.UInt64(Field.BaId);
                return new EventSubject(default, null, ActivityId: id, Activity: Activities.Find(id))
                {
                    Views = [.. Activities.ViewsOf(id)],
                };
            case EventKind.Downtime:
                var subject = SubjectOf(KeyOf(received));
                return subject with { IsForwardedDowntime = downtimes.Contains(received, subject.Host) };
            default:
                return SubjectOf(KeyOf(received));
        }
    }

    /// <summary>Events to be decoded and decided before anything later is.</summary>
    public IReadOnlyList<HeldEvent> TakeReleased()
    {
        if (held.Count == 0 && made.Count == 0)
        {
            return [];
        }
        HeldEvent[] taken = [.. held.Take(IsKnown), .. made];
        made.Clear();
        return taken;
    }

    /// <summary>The event leaves.</summary>
    public void Forwarded(BrokerEvent received, in EventSubject subject)
    {
        switch (received.Type.Kind)
        {
            case EventKind.Downtime:
                downtimes.Forward(received, subject.Host);
                break;
            case EventKind.HostStatus or EventKind.ServiceStatus when subject.Object is { } known:
                SetForwardedState(known, StatusFields.State(received));
                suppressed.Forget(known);
                break;
        }
    }

    /// <summary>The event waits until its object is announced; tells what had to go for its copy.</summary>
    public (int Superseded, int Overflowed) Hold(BrokerEvent received) => held.Hold(received, KeyOf(received));

    /// <summary>A downtime or an acknowledgement of a known object keeps the status back.</summary>
    public void Suppress(BrokerEvent status, in EventSubject subject) => suppressed.Keep(subject.Object!, status);

    /// <summary>Nothing keeps statuses of this object back any more, and this one does not leave: maybe another has to.</summary>
    public void Resume(BrokerEvent status, in EventSubject subject)
    {
        if (subject.Object is { } known && suppressed.Resume(known, status) is { } resumed)
        {
            made.Add(resumed);
        }
    }

    /// <summary>Appends the rows that changed since the last call, and once a minute those of the live statuses.</summary>
    public void TakeChanges(ICollection<InventoryRow> into)
    {
        foreach (var (kind, a, b) in changes.Changed)
        {
            into.Add(rows.Write(kind, a, b));
        }
        changes.Clear();
        checkpoint.WriteIfDue(into);
    }

    /// <summary>Restores what was committed, rows in the order of their kinds; kinds of a later version are ignored.</summary>
    public void Load(IEnumerable<InventoryRow> committed)
    {
        foreach (var row in committed)
        {
            rows.Load(row);
        }
    }

    /// <summary><c>[{"group_id":1,"group_name":"…"}]</c>, ascending.</summary>
    public byte[] GroupListOf(ObjectConfiguration member) => memberships.ListOf(member);

    // Host or service by type, then by service_id (decision 10); statuses have no such type.
    internal static ObjectKey KeyOf(BrokerEvent received)
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

    private EventSubject SubjectOf(ObjectKey key)
    {
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

    private void SetForwardedState(MonitoredObject known, byte state)
    {
        if (known.Live.ForwardedState != state)
        {
            known.Live.ForwardedState = state;
            changes.Mark(RowKind.ForwardedState, known.Key);
        }
    }

    private EventSubject ApplyLive(BrokerEvent received)
    {
        var subject = SubjectOf(received);
        if (subject.Object is { } known)
        {
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
                case EventKind.Downtime:
                    downtimes.Announce(received, subject.Host);
                    break;
            }
            if (subject.IsKnown)
            {
                held.Release(subject.Key);
            }
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
            case EventKind.Tag:
                Categories.Apply(received);
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
            Categories.RemoveStale(poller);
            criticalities.RemoveStale(poller);
            made.AddRange(downtimes.EndStale(poller, time.GetUtcNow().ToUnixTimeSeconds()));
        }
        suppressed.RemoveUnknown(Objects.Find);
        var pollerId = configuration.UInt64(Field.PollerId);
        held.Release(key => IsKnown(key) && Objects.Find(key)!.Poller?.Id == pollerId);
    }
}
