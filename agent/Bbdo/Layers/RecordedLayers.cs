namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>
/// Layers of a recorded session. The recording of what a broker sent does not show what its peer agreed to; what follows
/// the negotiation does.
/// </summary>
internal static class RecordedLayers
{
    /// <summary>More than any live session takes: a recording is read as it is.</summary>
    private const int MaxFrameBytes = 100_000_000;

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
        byte[] head = new byte[PacketHeader.Length];
        int count = await rest.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new LeadingStream(head.AsMemory(0, count), rest);
        bool isClear = count < head.Length || PacketHeader.TryRead(head, out _);
        CompressedStream? compression = isClear ? null : new CompressedStream(whole, MaxFrameBytes);
        input.Attach(compression ?? (Stream)whole);
        return compression;
    }
}
