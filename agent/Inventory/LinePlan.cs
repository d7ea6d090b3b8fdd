using System.Globalization;
using System.Text;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>What the lines of one type of event have in common.</summary>
internal sealed class LinePlan
{
    public LinePlan(EventType type, Predicate<EventField> travels)
    {
        var version = type.Encoding == WireEncoding.Protobuf ? 3 : 2;
        Head = Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"kind":"{{KindName(type.Kind)}}","bbdo":{{version}},"category":{{type.Category}},"element":{{type.Element}}"""
            )
        );
        var fields = new List<LineField>();
        foreach (var field in type.Fields)
        {
            if (travels(field))
            {
                fields.Add(new LineField(field, Encoding.UTF8.GetBytes($",\"{field.Name}\":")));
            }
        }
        Fields = [.. fields];
    }

    /// <summary>The line's beginning, up to and without the first field.</summary>
    public byte[] Head { get; }

    /// <summary>In the order of the wire or of the field numbers.</summary>
    public LineField[] Fields { get; }

    /// <summary>The member <c>kind</c> of events that leave; null for all others.</summary>
    public static string? KindName(EventKind kind) =>
        kind switch
        {
            EventKind.HostStatus => "host_status",
            EventKind.ServiceStatus => "service_status",
            EventKind.Acknowledgement => "acknowledgement",
            EventKind.Downtime => "downtime",
            EventKind.BaStatus => "ba_status",
            _ => null,
        };
}
