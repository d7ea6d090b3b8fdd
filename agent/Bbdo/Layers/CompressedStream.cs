namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>The COMPRESSION extension of a session: frames in both directions (bbdo 2.3).</summary>
/// <param name="inner">The layer below.</param>
/// <param name="maxFrameBytes">Longest frame and most content of one that is read; a longer one counts as damaged.</param>
internal sealed class CompressedStream(Stream inner, int maxFrameBytes) : DuplexStream
{
    // Many frames of the usual length.
    private const int UsualBytes = 64 * 1024;

    private byte[] buffer = new byte[UsualBytes];
    private ReadOnlyMemory<byte> inflated;
    private int start;
    private int end;

    public FrameReader Frames { get; } = new(maxFrameBytes);

    /// <summary>Bytes read that are not a whole frame yet.</summary>
    public int UnreadBytes => end - start;

    /// <exception cref="InvalidDataException">The peer is unreadable.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (inflated.IsEmpty)
        {
            if (!TryInflate() && !await FillAsync(cancellationToken))
            {
                return 0;
            }
        }

        int count = Math.Min(buffer.Length, inflated.Length);
        inflated[..count].CopyTo(buffer);
        inflated = inflated[count..];
        return count;
    }

    /// <summary>Sends one frame.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(FrameWriter.Write(buffer.Span), cancellationToken);

    private bool TryInflate()
    {
        ReadOnlyMemory<byte> unread = buffer.AsMemory(start, end - start);
        bool found = Frames.TryRead(ref unread, out inflated);
        start = end - unread.Length;
        if (Frames.IsUnreadable)
        {
            throw new InvalidDataException("The peer agreed to compression and sends something else.");
        }

        return found;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int count = await inner.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += count;
        return count > 0;
    }

    // Moves bytes only when there is no room behind them, so that a long frame is not moved with each piece of it.
    private void MakeRoom()
    {
        if (start == end)
        {
            (start, end) = (0, 0);
            buffer = buffer.Length > UsualBytes ? new byte[UsualBytes] : buffer;
        }
        else if (end == buffer.Length)
        {
            byte[] target =
                start >= buffer.Length / 2 ? buffer : new byte[Math.Min(2 * buffer.Length, maxFrameBytes + UsualBytes)];
            buffer.AsSpan(start, end - start).CopyTo(target);
            (buffer, start, end) = (target, 0, end - start);
        }
    }
}
