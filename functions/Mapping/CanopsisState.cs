namespace Forwarder.Functions.Mapping;

/// <summary>Centreon states as Canopsis states, one digit of JSON (stream-connector.md 3.3). Empty for a state outside the table.</summary>
internal static class CanopsisState
{
    public static ReadOnlySpan<byte> OfHost(long state) =>
        state switch
        {
            0 => "0"u8,
            1 => "3"u8,
            2 => "2"u8,
            _ => default,
        };

    public static ReadOnlySpan<byte> OfService(long state) =>
        state switch
        {
            0 => "0"u8,
            1 => "1"u8,
            2 => "3"u8,
            3 => "2"u8,
            _ => default,
        };

    /// <summary>A severity replaces problem states only, so that alarms close (decision 12). Absent: the state.</summary>
    public static ReadOnlySpan<byte> WithSeverity(ReadOnlySpan<byte> state, ReadOnlySpan<byte> severity)
    {
        var isProblem = !state.IsEmpty && state[0] != (byte)'0';
        return isProblem ? WireValue.Integer(severity, state) : state;
    }
}
