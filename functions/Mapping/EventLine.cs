namespace Forwarder.Functions.Mapping;

/// <summary>
/// The members of an event line that decide a request, as values of the line (<see cref="WireValue"/>), empty when absent: agents leave out
/// members with default values (architecture, "Contract between agent and functions").
/// </summary>
internal ref struct EventLine
{
    public EventKind Kind;
    public ReadOnlySpan<byte> Bbdo;
    public ReadOnlySpan<byte> HostId;
    public ReadOnlySpan<byte> ServiceId;
    public ReadOnlySpan<byte> BaId;
    public ReadOnlySpan<byte> State;
    public ReadOnlySpan<byte> LastCheck;
    public ReadOnlySpan<byte> LastUpdate;
    public ReadOnlySpan<byte> Output;
    public ReadOnlySpan<byte> LongOutput;

    /// <summary>Acknowledgements: 0 for a host; downtimes: 2.</summary>
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Author;
    public ReadOnlySpan<byte> CommentData;
    public ReadOnlySpan<byte> EntryTime;
    public ReadOnlySpan<byte> DeletionTime;

    /// <summary>Number of a downtime at its engine: <c>id</c>, in the legacy encoding <c>internal_id</c>.</summary>
    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> InstanceId;
    public ReadOnlySpan<byte> StartTime;
    public ReadOnlySpan<byte> EndTime;
    public ReadOnlySpan<byte> ActualStartTime;
    public ReadOnlySpan<byte> ActualEndTime;
    public ReadOnlySpan<byte> Duration;
    public ReadOnlySpan<byte> Fixed;
    public ReadOnlySpan<byte> Cancelled;

    public CachedObject Host;
    public CachedObject Service;
    public ReadOnlySpan<byte> Poller;
    public ReadOnlySpan<byte> HostSeverity;
    public ReadOnlySpan<byte> ServiceSeverity;

    /// <summary>Whole arrays of <c>{"group_id":…,"group_name":…}</c>.</summary>
    public ReadOnlySpan<byte> HostGroups;
    public ReadOnlySpan<byte> ServiceGroups;

    /// <summary>A service rather than its host: by type first, because the service id may be left over (decision 10).</summary>
    public readonly bool IsOfService =>
        Kind switch
        {
            EventKind.HostStatus => false,
            EventKind.Acknowledgement => WireValue.Number(Type) != 0 && WireValue.Number(ServiceId) != 0,
            EventKind.Downtime => WireValue.Number(Type) != 2 && WireValue.Number(ServiceId) != 0,
            _ => true,
        };

    /// <summary>An object without a name is called by its id.</summary>
    public readonly ReadOnlySpan<byte> HostName => NameOf(Host.Name, HostId);

    public readonly ReadOnlySpan<byte> ServiceName => NameOf(Service.Name, ServiceId);

    /// <summary>What the inventory knows about a host or service.</summary>
    internal ref struct CachedObject
    {
        /// <summary>Name of a host, description of a service.</summary>
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> NotesUrl;
        public ReadOnlySpan<byte> ActionUrl;
    }

    /// <param name="line">Valid UTF-8 (<see cref="WireText.Repair"/>).</param>
    /// <exception cref="MalformedEventException">The line is no JSON object.</exception>
    public static EventLine Read(ReadOnlySpan<byte> line)
    {
        var read = default(EventLine);
        var cursor = new JsonCursor(line);
        if (!cursor.TryEnterObject())
        {
            throw new MalformedEventException("The event is not an object.");
        }
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            read.Take(ref cursor, name);
        }
        cursor.End();
        return read;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> known, ReadOnlySpan<byte> id)
    {
        var name = WireValue.Text(known);
        return name.IsEmpty ? WireValue.Integer(id, "0"u8) : name;
    }

    private void Take(scoped ref JsonCursor cursor, scoped ReadOnlySpan<byte> name)
    {
        // By length first: events have forty members of which most are passed over.
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("id"u8):
                Id = cursor.Value();
                break;
            case 4 when name.SequenceEqual("kind"u8):
                Kind = KindOf(cursor.Value());
                break;
            case 4 when name.SequenceEqual("bbdo"u8):
                Bbdo = cursor.Value();
                break;
            case 4 when name.SequenceEqual("type"u8):
                Type = cursor.Value();
                break;
            case 5 when name.SequenceEqual("ba_id"u8):
                BaId = cursor.Value();
                break;
            case 5 when name.SequenceEqual("state"u8):
                State = cursor.Value();
                break;
            case 5 when name.SequenceEqual("cache"u8):
                TakeCache(ref cursor);
                break;
            case 5 when name.SequenceEqual("fixed"u8):
                Fixed = cursor.Value();
                break;
            case 6 when name.SequenceEqual("output"u8):
                Output = cursor.Value();
                break;
            case 6 when name.SequenceEqual("author"u8):
                Author = cursor.Value();
                break;
            case 7 when name.SequenceEqual("host_id"u8):
                HostId = cursor.Value();
                break;
            case 8 when name.SequenceEqual("duration"u8):
                Duration = cursor.Value();
                break;
            case 8 when name.SequenceEqual("end_time"u8):
                EndTime = cursor.Value();
                break;
            case 9 when name.SequenceEqual("cancelled"u8):
                Cancelled = cursor.Value();
                break;
            case 10 when name.SequenceEqual("start_time"u8):
                StartTime = cursor.Value();
                break;
            case 10 when name.SequenceEqual("service_id"u8):
                ServiceId = cursor.Value();
                break;
            case 10 when name.SequenceEqual("last_check"u8):
                LastCheck = cursor.Value();
                break;
            case 10 when name.SequenceEqual("entry_time"u8):
                EntryTime = cursor.Value();
                break;
            case 11 when name.SequenceEqual("long_output"u8):
                LongOutput = cursor.Value();
                break;
            case 11 when name.SequenceEqual("instance_id"u8):
                InstanceId = cursor.Value();
                break;
            case 11 when name.SequenceEqual("internal_id"u8):
                Id = cursor.Value();
                break;
            case 11 when name.SequenceEqual("last_update"u8):
                LastUpdate = cursor.Value();
                break;
            case 12 when name.SequenceEqual("comment_data"u8):
                CommentData = cursor.Value();
                break;
            case 13 when name.SequenceEqual("deletion_time"u8):
                DeletionTime = cursor.Value();
                break;
            case 15 when name.SequenceEqual("actual_end_time"u8):
                ActualEndTime = cursor.Value();
                break;
            case 17 when name.SequenceEqual("actual_start_time"u8):
                ActualStartTime = cursor.Value();
                break;
            default:
                cursor.Skip();
                break;
        }
    }

    private void TakeCache(scoped ref JsonCursor cursor)
    {
        if (!cursor.TryEnterObject())
        {
            return;
        }
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            switch (name.Length)
            {
                case 4 when name.SequenceEqual("host"u8):
                    Host = TakeObject(ref cursor, "name"u8);
                    break;
                case 6 when name.SequenceEqual("poller"u8):
                    Poller = cursor.Value();
                    break;
                case 7 when name.SequenceEqual("service"u8):
                    Service = TakeObject(ref cursor, "description"u8);
                    break;
                case 8 when name.SequenceEqual("severity"u8):
                    TakeSeverity(ref cursor);
                    break;
                case 10 when name.SequenceEqual("hostgroups"u8):
                    HostGroups = cursor.Value();
                    break;
                case 13 when name.SequenceEqual("servicegroups"u8):
                    ServiceGroups = cursor.Value();
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }
    }

    private static CachedObject TakeObject(scoped ref JsonCursor cursor, scoped ReadOnlySpan<byte> nameMember)
    {
        var known = default(CachedObject);
        if (!cursor.TryEnterObject())
        {
            return known;
        }
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            switch (name.Length)
            {
                case 4 or 11 when name.SequenceEqual(nameMember):
                    known.Name = cursor.Value();
                    break;
                case 9 when name.SequenceEqual("notes_url"u8):
                    known.NotesUrl = cursor.Value();
                    break;
                case 10 when name.SequenceEqual("action_url"u8):
                    known.ActionUrl = cursor.Value();
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }
        return known;
    }

    private void TakeSeverity(scoped ref JsonCursor cursor)
    {
        if (!cursor.TryEnterObject())
        {
            return;
        }
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            if (name.SequenceEqual("host"u8))
            {
                HostSeverity = cursor.Value();
            }
            else if (name.SequenceEqual("service"u8))
            {
                ServiceSeverity = cursor.Value();
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private static EventKind KindOf(ReadOnlySpan<byte> kind) =>
        kind.Length switch
        {
            16 when kind.SequenceEqual("\"service_status\""u8) => EventKind.ServiceStatus,
            13 when kind.SequenceEqual("\"host_status\""u8) => EventKind.HostStatus,
            17 when kind.SequenceEqual("\"acknowledgement\""u8) => EventKind.Acknowledgement,
            10 when kind.SequenceEqual("\"downtime\""u8) => EventKind.Downtime,
            11 when kind.SequenceEqual("\"ba_status\""u8) => EventKind.BaStatus,
            11 when kind.SequenceEqual("\"heartbeat\""u8) => EventKind.Heartbeat,
            _ => EventKind.Unknown,
        };
}
