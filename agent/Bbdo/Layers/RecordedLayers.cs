namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>
/// Layers of a recorded session. The recording of what a broker sent does not show what its peer agreed to; what follows
/// the negotiation does.
/// </summary>
internal static class RecordedLayers
{
    /// <summary>More than any live session takes: a recording is read as it is.</summary>
    private const int MaxFrameBytes = 100_000_000;

    // One packet of any size and the header behind it.
    private const int LookedAtBytes = 128 * 1024;

    /// <summary>To be called with the first event: reads on through compression if it is used.</summary>
    /// <returns>The compression; null when there is none.</returns>
    /// <exception cref="IOException">The recording cannot be read.</exception>
    public static async Task<CompressedStream?> FollowAsync(
        EventInput input,
        BrokerEvent? first,
        CancellationToken cancellationToken
    )
    {
        if (Negotiation.Read(first) is not { } negotiation || !negotiation.Offers(Extension.Compression))
        {
            return null;
        }

        Stream rest = input.Detach();
        byte[] head = new byte[LookedAtBytes];
        int count = await rest.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new LeadingStream(head.AsMemory(0, count), rest);
        CompressedStream? compression = IsCompressed(head.AsSpan(0, count))
            ? new CompressedStream(whole, MaxFrameBytes)
            : null;
        input.Attach(compression ?? (Stream)whole);
        return compression;
    }

    // Either may be damaged at its beginning: what can be recognised first, a frame or a packet, decides.
    private static bool IsCompressed(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= PacketHeader.Length; bytes = bytes[1..])
        {
            if (PacketHeader.TryRead(bytes, out _))
            {
                return false;
            }

            if (FrameReader.MayBegin(bytes, MaxFrameBytes))
            {
                return true;
            }
        }

        return false;
    }
}
