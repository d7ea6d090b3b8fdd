using System.Globalization;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Applies the flags of the macros of one template.</summary>
internal sealed class MacroFlags(
    EventKind kind,
    TemplateSettings settings,
    int type,
    int service,
    int hostSeverity,
    int serviceSeverity
)
{
    /// <returns>The transformed value as JSON; empty when the flag has no result for it.</returns>
    /// <param name="scratch">Holds <paramref name="value"/> or is free; the result may stand behind it.</param>
    public ReadOnlySpan<byte> Apply(
        MacroFlag flag,
        ReadOnlySpan<byte> value,
        scoped in LineValues values,
        JsonBuffer scratch
    )
    {
        var isText = value[0] == (byte)'"';
        switch (flag)
        {
            case MacroFlag.Short:
                return isText ? Quote(WireText.FirstLine(value[1..^1]), scratch) : default;
            case MacroFlag.Text:
                return isText ? value : Quote(value, scratch);
            case MacroFlag.Number:
                return Number(value);
            default:
                return WireValue.TryNumber(value, out var number) ? OfNumber(flag, number, values, scratch) : default;
        }
    }

    private ReadOnlySpan<byte> OfNumber(MacroFlag flag, long number, scoped in LineValues values, JsonBuffer scratch) =>
        flag switch
        {
            MacroFlag.Date => settings.Dates.Format(unchecked(number + settings.UtcOffset)) is { } date
                ? Quote(date, scratch)
                : default,
            MacroFlag.Type => number == 0 ? "\"SOFT\""u8 : "\"HARD\""u8,
            MacroFlag.State => IsOfHost(values) ? HostState(number) : ServiceState(number),
            _ => CanopsisStateOf(number, values),
        };

    private bool IsOfHost(scoped in LineValues values) =>
        kind switch
        {
            EventKind.HostStatus => true,
            EventKind.Acknowledgement => WireValue.Number(values[type]) == 0 || WireValue.Number(values[service]) == 0,
            EventKind.Downtime => WireValue.Number(values[type]) == 2 || WireValue.Number(values[service]) == 0,
            _ => false,
        };

    private ReadOnlySpan<byte> CanopsisStateOf(long state, scoped in LineValues values)
    {
        var isHost = IsOfHost(values);
        var mapped = isHost ? CanopsisState.OfHost(state) : CanopsisState.OfService(state);
        return kind switch
        {
            EventKind.HostStatus => settings.StateOf(mapped, values[hostSeverity]),
            EventKind.ServiceStatus => settings.StateOf(mapped, values[serviceSeverity]),
            _ => mapped,
        };
    }

    private static ReadOnlySpan<byte> HostState(long state) =>
        state switch
        {
            0 => "\"UP\""u8,
            1 => "\"DOWN\""u8,
            2 => "\"UNREACHABLE\""u8,
            _ => default,
        };

    private static ReadOnlySpan<byte> ServiceState(long state) =>
        state switch
        {
            0 => "\"OK\""u8,
            1 => "\"WARNING\""u8,
            2 => "\"CRITICAL\""u8,
            3 => "\"UNKNOWN\""u8,
            _ => default,
        };

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> value) =>
        value[0] switch
        {
            (byte)'"' => WireValue.IsNumber(value[1..^1]) ? value[1..^1] : default,
            (byte)'t' => "1"u8,
            (byte)'f' => "0"u8,
            _ => value,
        };

    private static ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> content, JsonBuffer scratch)
    {
        // The content may stand in the buffer, which moves when it grows.
        var copy = content.ToArray();
        scratch.Truncate(0);
        scratch.Append((byte)'"');
        scratch.Append(copy);
        scratch.Append((byte)'"');
        return scratch.Written.Span;
    }
}
