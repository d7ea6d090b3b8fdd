namespace Forwarder.Functions.Delivery;

/// <summary>A pack in the queue of a lane.</summary>
/// <param name="Rows">Keys of the rows that hold it.</param>
/// <param name="Body">Empty when only the label was asked for.</param>
internal sealed record ParkedPack(long Ordinal, PackLabel Label, IReadOnlyList<string> Rows, ReadOnlyMemory<byte> Body)
{
    /// <summary>None of its rows is missing.</summary>
    public bool IsWhole { get; init; } = true;

    public LanePack Pack => new(Label, Body);
}
