using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The events of one connection: reads bytes into one buffer and lets an <see cref="EventReader"/> find the events in it.
/// Call <see cref="TryNext"/> until it answers false, then <see cref="FillAsync"/>.
/// </summary>
internal sealed class EventInput(
    Stream stream,
    TimeProvider clock,
    int maxPendingBytes = EventReassembler.DefaultPendingBytes
)
{
    // Several packets of the largest size: a read never waits for room.
    private readonly byte[] buffer = new byte[256 * 1024];
    private Stream stream = stream;
    private ReadOnlyMemory<byte> unread;
    private int end;
    private Task<int>? reading;
    private bool silenceTried;
    private bool isSilent;

    public EventReader Reader { get; } = new(clock, maxPendingBytes);

    /// <summary>Bytes read that are not a whole packet yet.</summary>
    public int UnreadBytes => unread.Length;

    /// <summary>The next event in the bytes read so far; valid until the next call.</summary>
    public bool TryNext(out ReceivedEvent received)
    {
        if (isSilent && Reader.TryReadSilent(out received))
        {
            return true;
        }

        isSilent = false;
        return Reader.TryRead(ref unread, out received);
    }

    /// <summary>Waits for more bytes, or for the silence that ends a pending event; false when the peer has closed.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (reading is null)
        {
            unread.CopyTo(buffer);
            end = unread.Length;
            unread = buffer.AsMemory(0, end);
            ValueTask<int> starting = stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (starting.IsCompleted || !AwaitsSilence)
            {
                return Take(await starting);
            }

            reading = starting.AsTask();
        }

        if (AwaitsSilence && !await EndsBeforeSilenceAsync(reading, cancellationToken))
        {
            silenceTried = true;
            isSilent = true;
            return true;
        }

        int count = await reading;
        reading = null;
        return Take(count);
    }

    /// <summary>
    /// Reads on behind the events that <see cref="TryNext"/> has yet to give, while the last one is still in use and as far as
    /// there is room: nothing moves.
    /// </summary>
    /// <param name="enough">Ends the looking, not the reading: what has begun is taken up by <see cref="FillAsync"/>.</param>
    /// <returns>Whether a stop is among them; false when it cannot be told, for want of room or of the next packet.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<bool> SeesStopAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        int at = end - unread.Length;
        while (!FindsStop(ref at))
        {
            if (at < 0 || (reading is null && end == buffer.Length))
            {
                return false;
            }

            reading ??= stream.ReadAsync(buffer.AsMemory(end), cancellationToken).AsTask();
            int count = await reading.WaitAsync(enough);
            reading = null;
            if (!Take(count))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// As <see cref="FillAsync"/>, for a recording: its end is taken for the silence behind it, once.
    /// </summary>
    public async ValueTask<bool> FillOrEndAsync(CancellationToken cancellationToken)
    {
        if (await FillAsync(cancellationToken))
        {
            return true;
        }

        isSilent = AwaitsSilence;
        silenceTried = true;
        return isSilent;
    }

    /// <summary>Hands out the connection, with the bytes in front that were read too early, to put layers on it.</summary>
    public Stream Detach()
    {
        var rest = new LeadingStream(unread.ToArray(), stream);
        unread = default;
        return rest;
    }

    /// <summary>Goes on with what <see cref="Detach"/> gave, whatever layers it has now.</summary>
    public void Attach(Stream layered) => stream = layered;

    // The beginning of another packet is no silence: that packet will decide.
    private bool AwaitsSilence => !silenceTried && unread.IsEmpty && Reader.Reassembler.PendingCount > 0;

    private async Task<bool> EndsBeforeSilenceAsync(Task read, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task silence = Task.Delay(EventReassembler.Silence, clock, waiting.Token);
        bool ended = await Task.WhenAny(read, silence) == read;
        await waiting.CancelAsync();
        if (!ended)
        {
            // The end of the session ends the wait too; taken for silence, it would pass off a fragment as an event.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return ended;
    }

    // Moves on over whole packets; to -1 where no packet stands.
    private bool FindsStop(ref int at)
    {
        while (at >= 0 && end - at >= PacketHeader.Length)
        {
            if (!PacketHeader.TryRead(buffer.AsSpan(at), out PacketHeader header))
            {
                at = -1;
                return false;
            }

            if (ProtocolIds.IsStop(header.Id))
            {
                return true;
            }

            if (end - at < PacketHeader.Length + header.Size)
            {
                return false;
            }

            at += PacketHeader.Length + header.Size;
        }

        return false;
    }

    private bool Take(int count)
    {
        unread = buffer.AsMemory(end - unread.Length, unread.Length + count);
        end += count;
        silenceTried &= count == 0;
        return count > 0;
    }
}
