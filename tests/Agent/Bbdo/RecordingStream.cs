namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>
/// A recorded connection, read in pieces of at most <paramref name="piece"/> bytes, with the silences that its sender
/// made: at these offsets nothing comes until the clock has moved so far.
/// </summary>
internal sealed class RecordingStream(
    byte[] bytes,
    int piece,
    TimeProvider clock,
    IReadOnlyDictionary<int, TimeSpan> silences
) : Stream
{
    private int position;
    private int lastSilence = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (silences.TryGetValue(position, out TimeSpan silence) && position != lastSilence)
        {
            lastSilence = position;
            await Task.Delay(silence, clock, cancellationToken);
        }

        int next = silences.Keys.Where(offset => offset > position).DefaultIfEmpty(bytes.Length).Min();
        int count = Math.Min(Math.Min(piece, buffer.Length), next - position);
        bytes.AsMemory(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
