using System.Text;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Delivery;

/// <summary>What an event line is about, by the ids of Centreon, which never change within a lane.</summary>
internal static class LineObject
{
    /// <returns>Null for lines that are about no object, or cannot be read.</returns>
    public static string? Of(ReadOnlySpan<byte> line, out EventKind kind, out long time)
    {
        kind = EventKind.Unknown;
        time = 0;
        try
        {
            var read = EventLine.Read(WireText.Repair(line));
            kind = read.Kind;
            time = WireValue.Number(WireValue.Integer(read.LastCheck, WireValue.Integer(read.LastUpdate, "0"u8)));
            return kind switch
            {
                EventKind.HostStatus => Name(read.HostId, default),
                EventKind.ServiceStatus => Name(read.HostId, read.ServiceId),
                EventKind.Acknowledgement => Name(
                    read.HostId,
                    WireValue.Number(read.Type) != 0 ? read.ServiceId : default
                ),
                EventKind.BaStatus => $"ba/{Number(read.BaId)}",
                _ => null,
            };
        }
        catch (MalformedEventException)
        {
            return null;
        }
    }

    /// <summary>What a delivered line says about older ones of its object; null when it is about none.</summary>
    public static LaterEvent? Later(ReadOnlySpan<byte> line)
    {
        if (Of(line, out var kind, out _) is not { } about)
        {
            return null;
        }
        var isStatus = kind != EventKind.Acknowledgement;
        var state = EventLine.Read(WireText.Repair(line)).State;
        return new LaterEvent(about, isStatus, isStatus && WireValue.Number(state) == 0);
    }

    private static string Name(ReadOnlySpan<byte> host, ReadOnlySpan<byte> service) =>
        $"{Number(host)}/{Number(service)}";

    private static string Number(ReadOnlySpan<byte> id) => Encoding.ASCII.GetString(WireValue.Integer(id, "0"u8));
}
