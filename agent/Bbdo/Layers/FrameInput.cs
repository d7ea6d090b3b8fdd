namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>
/// The bytes that a decompressor reads. They tell where the compressed data really ends, which the decompressor does not:
/// it asks for the last byte, and beyond it, only when it has need of them.
/// </summary>
/// <param name="bytes">What to hand out.</param>
/// <param name="bytewise">One byte at a time, so that <see cref="Consumed"/> is exact.</param>
internal sealed class FrameInput(ReadOnlyMemory<byte> bytes, bool bytewise) : Stream
{
    /// <summary>Bytes handed out.</summary>
    public int Consumed { get; private set; }

    /// <summary>The decompressor wanted more than there is.</summary>
    public bool IsTooShort { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => Consumed;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int left = bytes.Length - Consumed;
        IsTooShort |= left == 0;
        // The last byte travels alone: it is asked for only when the data reach that far.
        int count = Math.Min(bytewise ? 1 : buffer.Length, left > 1 ? left - 1 : left);
        bytes.Span.Slice(Consumed, count).CopyTo(buffer);
        Consumed += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
