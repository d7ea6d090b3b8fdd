namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>A connection together with bytes that were read from it too early.</summary>
internal sealed class LeadingStream(ReadOnlyMemory<byte> leading, Stream inner) : DuplexStream
{
    private ReadOnlyMemory<byte> leading = leading;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (leading.IsEmpty)
        {
            return inner.ReadAsync(buffer, cancellationToken);
        }

        int count = Math.Min(buffer.Length, leading.Length);
        leading[..count].CopyTo(buffer);
        leading = leading[count..];
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);
}
