namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Cuts a stream into packets. Where no valid header stands, one byte is dropped at a time until one does (bbdo 7);
/// the dropped bytes are counted, in runs.
/// </summary>
internal sealed class PacketReader
{
    public long SkippedRuns { get; private set; }

    public long SkippedBytes { get; private set; }

    /// <summary>Bytes dropped since the last valid header: when it grows large, the peer speaks something else.</summary>
    public long CurrentRunBytes { get; private set; }

    /// <summary>Takes one packet from the front of <paramref name="bytes"/>, together with what has to be dropped before it.</summary>
    /// <returns>False when more bytes are needed; those left in <paramref name="bytes"/> must be given again.</returns>
    public bool TryRead(ref ReadOnlyMemory<byte> bytes, out Packet packet)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        int start = 0;
        while (span.Length - start >= PacketHeader.Length)
        {
            if (PacketHeader.TryRead(span[start..], out PacketHeader header))
            {
                int end = start + PacketHeader.Length + header.Size;
                if (end > span.Length)
                {
                    break;
                }

                CountSkipped(start);
                CurrentRunBytes = 0;
                packet = new Packet(header, bytes.Slice(start + PacketHeader.Length, header.Size));
                bytes = bytes[end..];
                return true;
            }

            start++;
        }

        CountSkipped(start);
        bytes = bytes[start..];
        packet = default;
        return false;
    }

    private void CountSkipped(int count)
    {
        if (count > 0)
        {
            SkippedRuns += CurrentRunBytes == 0 ? 1 : 0;
            SkippedBytes += count;
            CurrentRunBytes += count;
        }
    }
}
