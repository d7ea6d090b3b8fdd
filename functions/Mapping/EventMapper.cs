using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Mapping;

/// <summary>
/// Turns event lines into objects for the event route of Canopsis, by the rules of stream-connector.md 3 and 4.1 with decisions 10 and 12 to 14.
/// Pure: bytes to bytes. The functions decide how an event looks, never whether it leaves.
/// </summary>
internal sealed class EventMapper(MappingOptions options)
{
    /// <summary>Appends the object; nothing is left in <paramref name="into"/> unless the verdict is <see cref="MappingVerdict.Mapped"/>.</summary>
    /// <param name="line">One event line of a pack, without line end.</param>
    public MappingResult Map(ReadOnlySpan<byte> line, JsonBuffer into)
    {
        var start = into.Length;
        var kind = EventKind.Unknown;
        try
        {
            var repaired = WireText.Repair(line);
            var read = EventLine.Read(repaired);
            kind = read.Kind;
            var refusal = options.Formats?[kind] is { } template
                ? Templated(kind, template, repaired, into)
                : BuiltIn(in read, into);
            if (refusal is null)
            {
                return new MappingResult(kind, into.Length > start ? MappingVerdict.Mapped : MappingVerdict.NotMapped);
            }
            into.Truncate(start);
            return new MappingResult(kind, MappingVerdict.Refused, refusal);
        }
        catch (MalformedEventException malformed)
        {
            into.Truncate(start);
            return new MappingResult(kind, MappingVerdict.Refused, malformed.Message);
        }
    }

    private string? BuiltIn(in EventLine read, JsonBuffer into) =>
        read.Kind switch
        {
            EventKind.HostStatus => HostStatus(in read, into),
            EventKind.ServiceStatus => ServiceStatus(in read, into),
            EventKind.Acknowledgement => Acknowledgement(in read, into),
            _ => null,
        };

    // A downtime's template belongs to another route: see DowntimeMapper.
    private string? Templated(EventKind kind, Template template, ReadOnlySpan<byte> line, JsonBuffer into)
    {
        if (kind == EventKind.Downtime || template.IsEmpty)
        {
            return null;
        }
        var start = into.Length;
        template.Write(line, into);
        ComponentPrefix.Insert(options.ComponentPrefix, into, start);
        return options.ChecksRequests ? EventRules.Refusal(into.Written[start..]) : null;
    }

    private string? HostStatus(in EventLine read, JsonBuffer into)
    {
        var state = State(CanopsisState.OfHost(WireValue.Number(read.State)), read.HostSeverity);
        into.Append("{\"event_type\":\"check\",\"source_type\":\"component\""u8);
        Origin(in read, into);
        Id(into, ",\"host_id\":\""u8, read.HostId);
        Check(in read, state, into);
        Urls(in read.Host, into);
        into.Append(",\"hostgroups\":"u8);
        GroupNames.Write(into, read.HostGroups, options.SortHostGroups);
        into.Append((byte)'}');
        return Refusal(state);
    }

    private string? ServiceStatus(in EventLine read, JsonBuffer into)
    {
        var state = State(CanopsisState.OfService(WireValue.Number(read.State)), read.ServiceSeverity);
        into.Append("{\"event_type\":\"check\",\"source_type\":\"resource\""u8);
        Origin(in read, into);
        into.Append(",\"resource\":\""u8);
        into.Append(read.ServiceName);
        into.Append((byte)'"');
        Id(into, ",\"host_id\":\""u8, read.HostId);
        Id(into, ",\"service_id\":\""u8, read.ServiceId);
        Check(in read, state, into);
        Urls(in read.Service, into);
        into.Append(",\"hostgroups\":"u8);
        GroupNames.Write(into, read.HostGroups, options.SortHostGroups);
        into.Append(",\"servicegroups\":"u8);
        GroupNames.Write(into, read.ServiceGroups, options.SortServiceGroups);
        into.Append((byte)'}');
        return Refusal(state);
    }

    private string? Acknowledgement(in EventLine read, JsonBuffer into)
    {
        var ofService = read.IsOfService;
        var removed = WireValue.IsTimeSet(read.DeletionTime);
        into.Append(removed ? "{\"event_type\":\"ackremove\""u8 : "{\"event_type\":\"ack\""u8);
        into.Append(ofService ? ",\"source_type\":\"resource\""u8 : ",\"source_type\":\"component\""u8);
        Origin(in read, into);
        into.Append(",\"resource\":\""u8);
        if (ofService)
        {
            into.Append(read.ServiceName);
        }
        into.Append("\",\"author\":\""u8);
        into.Append(WireValue.Text(read.Author));
        into.Append((byte)'"');
        var state = WireValue.Number(read.State);
        StateField(ofService ? CanopsisState.OfService(state) : CanopsisState.OfHost(state), into);
        into.Append(",\"timestamp\":"u8);
        into.Append(WireValue.Integer(read.EntryTime, "0"u8));
        var comment = WireValue.Text(read.CommentData);
        into.Append(",\"output\":\""u8);
        into.Append(comment);
        into.Append("\",\"long_output\":\""u8);
        into.Append(comment);
        into.Append("\"}"u8);
        return null;
    }

    private void Origin(in EventLine read, JsonBuffer into)
    {
        into.Append(",\"connector\":\""u8);
        into.Append(options.Connector);
        into.Append("\",\"connector_name\":\""u8);
        var poller = options.UseConnectorName ? default : WireValue.Text(read.Poller);
        into.Append(poller.IsEmpty ? options.ConnectorName : poller);
        into.Append("\",\"component\":\""u8);
        into.Append(options.ComponentPrefix);
        into.Append(read.HostName);
        into.Append((byte)'"');
    }

    private void Check(in EventLine read, ReadOnlySpan<byte> state, JsonBuffer into)
    {
        StateField(state, into);
        Timestamp(in read, into);
        var output = WireValue.Text(read.Output);
        into.Append(",\"output\":\""u8);
        into.Append(options.Outputs.Short(output));
        into.Append("\",\"long_output\":\""u8);
        options.Outputs.WriteLong(output, WireValue.Text(read.LongOutput), into);
        into.Append((byte)'"');
    }

    private static void StateField(ReadOnlySpan<byte> state, JsonBuffer into)
    {
        if (!state.IsEmpty)
        {
            into.Append(",\"state\":"u8);
            into.Append(state);
        }
    }

    // The protobuf encoding always has a last check, be it 0; the legacy one leaves zero times out and then has no timestamp at all.
    private static void Timestamp(in EventLine read, JsonBuffer into)
    {
        var checkedAt = WireValue.Integer(read.LastCheck, WireValue.Integer(read.LastUpdate, default));
        if (checkedAt.IsEmpty && WireValue.Number(read.Bbdo) >= 3)
        {
            checkedAt = "0"u8;
        }
        if (!checkedAt.IsEmpty)
        {
            into.Append(",\"timestamp\":"u8);
            into.Append(checkedAt);
        }
    }

    private static void Id(JsonBuffer into, ReadOnlySpan<byte> field, ReadOnlySpan<byte> id)
    {
        into.Append(field);
        into.Append(WireValue.Integer(id, "0"u8));
        into.Append((byte)'"');
    }

    private static void Urls(in EventLine.CachedObject known, JsonBuffer into)
    {
        into.Append(",\"notes_url\":\""u8);
        into.Append(WireValue.Text(known.NotesUrl));
        into.Append("\",\"action_url\":\""u8);
        into.Append(WireValue.Text(known.ActionUrl));
        into.Append((byte)'"');
    }

    private ReadOnlySpan<byte> State(ReadOnlySpan<byte> state, ReadOnlySpan<byte> severity) =>
        CanopsisState.WithSeverity(state, options.UseSeverityAsState ? severity : default);

    // Canopsis lists a check without state in failed_events, for ever.
    private string? Refusal(ReadOnlySpan<byte> state) =>
        state.IsEmpty && options.ChecksRequests ? "The state has no counterpart in Canopsis." : null;
}
