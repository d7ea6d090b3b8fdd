using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Faults.Tests.Bbdo;

/// <summary>Inputs in compression frames, some of them damaged, followed by valid frames until one comes out.</summary>
internal static class FuzzedFrames
{
    private const int MaxFrameBytes = 64 * 1024;

    /// <exception cref="InvalidOperationException">None comes out, and the peer is not given up either.</exception>
    public static void Feed(FuzzedStage stage, byte[] input, int marker, Random random)
    {
        List<byte> bytes = [];
        for (int at = 0; at < input.Length; )
        {
            int length = Math.Min(input.Length - at, random.Next(1, 600));
            byte[] frame = FrameWriter.Write(input.AsSpan(at, length));
            at += length;
            if (random.Next(3) == 0)
            {
                frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
            }

            bytes.AddRange(random.Next(10) == 0 ? frame[..random.Next(frame.Length)] : frame);
        }

        var frames = new FrameReader(MaxFrameBytes);
        byte[] valid = FrameWriter.Write(FuzzedStage.Marker(marker));
        for (int given = 0; given < 4 * MaxFrameBytes; )
        {
            ReadOnlyMemory<byte> rest = bytes.ToArray();
            while (frames.TryRead(ref rest, out ReadOnlyMemory<byte> inflated))
            {
                if (stage.FeedInflated(inflated, marker))
                {
                    return;
                }
            }

            if (frames.IsUnreadable)
            {
                return;
            }

            bytes = [.. rest.Span];
            int copies = 1 + (given / valid.Length);
            for (int copy = 0; copy < copies; copy++)
            {
                bytes.AddRange(valid);
            }

            given += copies * valid.Length;
        }

        throw new InvalidOperationException($"No frame came out of {4 * MaxFrameBytes} valid bytes.");
    }
}
