namespace Forwarder.Contracts.Packs;

/// <summary>Walks the event lines of a pack without allocation.</summary>
public struct LineEnumerator
{
    private ReadOnlyMemory<byte> rest;

    internal LineEnumerator(ReadOnlyMemory<byte> lines) => rest = lines;

    /// <summary>The line, without its line end.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>False after the last line.</summary>
    public bool MoveNext()
    {
        var end = rest.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }
        Current = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }
}
