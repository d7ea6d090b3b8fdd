using System.Buffers;

namespace Forwarder.Contracts.Packs;

/// <summary>An opened pack: its header and its event lines, in order.</summary>
/// <remarks>Lines are slices of one pooled buffer: valid until <see cref="Dispose"/>.</remarks>
public sealed class PackContent : IDisposable
{
    private readonly int start;
    private readonly int end;
    private byte[]? buffer;

    internal PackContent(PackHeader header, byte[] buffer, int start, int end)
    {
        Header = header;
        this.buffer = buffer;
        this.start = start;
        this.end = end;
    }

    /// <summary>The first line.</summary>
    public PackHeader Header { get; }

    /// <summary>Memory that it holds until <see cref="Dispose"/>.</summary>
    public int HeldBytes => buffer?.Length ?? 0;

    /// <summary>For <c>foreach</c>: each event line as UTF-8 JSON without its line end.</summary>
    public LineEnumerator GetEnumerator() => new(Buffer.AsMemory(start, end - start));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private byte[] Buffer => buffer ?? throw new ObjectDisposedException(nameof(PackContent));
}
