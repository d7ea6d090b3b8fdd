using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Writes the line of an event in a pack (architecture, "Pack"): its fields under the names that a stream connector sees,
/// then what the inventory knows, final names included: an activity's name for its fake host, ids for unknown objects.
/// </summary>
/// <remarks>Not thread-safe. Fields that have their default value are left out, so are unset times.</remarks>
internal sealed class EventLineWriter
{
    /// <summary>A line above this has its longest text cut and carries <c>"truncated":true</c>.</summary>
    public const int MaxLineBytes = 1024 * 1024;

    private const int TruncatedMemberBytes = 17;
    private static readonly Field[] LargeFields = [Field.Perfdata, Field.Latency, Field.ExecutionTime];

    private readonly JsonBuffer line = new();
    private readonly CacheWriter cache;
    private readonly Dictionary<EventType, LinePlan> plans;
    private readonly int[] textLimits = new int[BrokerEvent.MaxFields];

    /// <param name="eventFields">Parameter <c>event_fields</c>: large fields that travel all the same.</param>
    public EventLineWriter(Estate estate, IReadOnlyList<string> eventFields)
    {
        cache = new CacheWriter(estate, line);
        plans = EventCatalogue
            .All.Where(type => LinePlan.KindName(type.Kind) is not null)
            .ToDictionary(type => type, type => new LinePlan(type, field => Travels(field, eventFields)));
        Array.Fill(textLimits, int.MaxValue);
    }

    /// <summary>How many events had a text cut.</summary>
    public long Truncated { get; private set; }

    /// <summary>The line without its end, valid until the next call.</summary>
    /// <exception cref="KeyNotFoundException">Events of this kind do not leave.</exception>
    public ReadOnlySpan<byte> Write(BrokerEvent received, in EventSubject subject)
    {
        var plan = plans[received.Type];
        WriteLine(plan, received, subject, isTruncated: false, withGroups: true);
        if (line.Written.Length > MaxLineBytes)
        {
            Truncated++;
            WriteTruncated(plan, received, subject);
        }
        return line.Written;
    }

    private static bool Travels(EventField field, IReadOnlyList<string> eventFields) =>
        field is { IsPublic: true, Type: not (WireType.Header or WireType.Version or WireType.Tags) }
        && (!LargeFields.Contains(field.Id) || eventFields.Contains(field.Name, StringComparer.Ordinal));

    private void WriteTruncated(LinePlan plan, BrokerEvent received, in EventSubject subject)
    {
        for (var withGroups = true; ; )
        {
            var excess = line.Written.Length + TruncatedMemberBytes - MaxLineBytes;
            var longest = plan
                .Fields.Where(field => field.Field.Type == WireType.Text)
                .MaxBy(field => TextOf(field.Field, received).Length);
            if (longest is not null && TextOf(longest.Field, received) is { IsEmpty: false } text)
            {
                textLimits[longest.Field.Slot] = JsonBuffer.Fitting(text, JsonBuffer.EscapedLength(text) - excess);
            }
            else if (withGroups)
            {
                withGroups = false;
            }
            else
            {
                break;
            }
            WriteLine(plan, received, subject, isTruncated: true, withGroups);
            if (line.Written.Length <= MaxLineBytes)
            {
                break;
            }
        }
        Array.Fill(textLimits, int.MaxValue);
    }

    private ReadOnlySpan<byte> TextOf(EventField field, BrokerEvent received)
    {
        var text = received.Text(field);
        return text.Length <= textLimits[field.Slot] ? text : text[..textLimits[field.Slot]];
    }

    private void WriteLine(
        LinePlan plan,
        BrokerEvent received,
        in EventSubject subject,
        bool isTruncated,
        bool withGroups
    )
    {
        line.Clear();
        line.Raw(plan.Head);
        foreach (var field in plan.Fields)
        {
            if (received.Has(field.Field))
            {
                WriteField(field, received);
            }
        }
        if (isTruncated)
        {
            line.Raw(",\"truncated\":true"u8);
        }
        if (received.Type.Kind == EventKind.BaStatus)
        {
            cache.WriteActivity(subject);
        }
        else
        {
            cache.Write(subject, withGroups);
        }
        line.Raw("}"u8);
    }

    private void WriteField(LineField planned, BrokerEvent received)
    {
        var field = planned.Field;
        switch (field.Type)
        {
            case WireType.Text:
                if (TextOf(field, received) is { IsEmpty: false } text)
                {
                    line.Raw(planned.Name);
                    line.Text(text);
                }
                break;
            case WireType.Double:
                if (received.Double(field) is not 0 and var real && double.IsFinite(real))
                {
                    line.Raw(planned.Name);
                    line.Number(real);
                }
                break;
            case WireType.Boolean:
                if (received.Boolean(field))
                {
                    line.Raw(planned.Name);
                    line.Raw("true"u8);
                }
                break;
            case WireType.UInt64 or WireType.Int64 or WireType.Time when received.Int64(field) == -1:
                break;
            default:
                if (received.Int64(field) is not 0 and var number)
                {
                    line.Raw(planned.Name);
                    WriteNumber(field, number);
                }
                break;
        }
    }

    private void WriteNumber(EventField field, long number)
    {
        if (field.Type == WireType.UInt64)
        {
            line.Number((ulong)number);
        }
        else
        {
            line.Number(number);
        }
    }
}
