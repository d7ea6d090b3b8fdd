namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The wanted values of one event line.</summary>
internal readonly ref struct LineValues(ReadOnlySpan<byte> line, ReadOnlySpan<Range> places)
{
    private readonly ReadOnlySpan<byte> line = line;
    private readonly ReadOnlySpan<Range> places = places;

    /// <summary>As it stands in the line; empty when absent or null.</summary>
    public ReadOnlySpan<byte> this[int slot] =>
        line[places[slot]] is var value && value.SequenceEqual("null"u8) ? default : value;
}
