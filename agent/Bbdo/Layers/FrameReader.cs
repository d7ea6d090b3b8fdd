using System.Buffers.Binary;

namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>
/// Cuts a stream into compression frames and decompresses them (bbdo 2.3): L (4 bytes, what follows), U (4 bytes, size once
/// decompressed), zlib stream. Where no valid frame stands, one byte is dropped at a time until one does.
/// </summary>
/// <remarks>
/// The checksum inside the zlib stream decides, together with U, whether a frame is valid. L only says how many bytes to
/// wait for, and is not trusted: what has come of an incomplete frame is tried, each time that it has doubled, so that a
/// damaged L neither makes the session wait for bytes that never come nor swallows the frames behind it.
/// </remarks>
internal sealed class FrameReader(int maxFrameBytes)
{
    public const int HeaderLength = 2 * sizeof(uint);

    // Header and checksum of an empty zlib stream, and U.
    private const int SmallestLength = 12;
    private const int FirstTrialBytes = 64;
    private const int CostOfFailure = 4096;

    private readonly FrameInflater inflater = new();
    private int triedBytes;

    public long SkippedBytes { get; private set; }

    /// <summary>Bytes dropped since the last valid frame.</summary>
    public long CurrentRunBytes { get; private set; }

    /// <summary>
    /// Work done since the last valid frame for bytes that only looked like one, in decompressed bytes. Bytes can be made to
    /// look so at every place: without a limit they would cost the square of their length.
    /// </summary>
    public long CurrentRunWork { get; private set; }

    /// <summary>More than an accident is the matter with this peer.</summary>
    public bool IsUnreadable => CurrentRunBytes > 2L * maxFrameBytes || CurrentRunWork > 4L * maxFrameBytes;

    /// <summary>Takes one frame from the front of <paramref name="bytes"/>, together with what has to be dropped before it.</summary>
    /// <param name="bytes">What has come; what is left of it must be given again, with more behind it.</param>
    /// <param name="inflated">Its content, valid until the next call.</param>
    /// <returns>False when more bytes are needed, or when the peer is unreadable.</returns>
    public bool TryRead(ref ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> inflated)
    {
        while (!IsUnreadable && bytes.Length > HeaderLength + 1)
        {
            InflateResult result = Examine(bytes, out int length);
            if (result == InflateResult.TooShort)
            {
                break;
            }

            triedBytes = 0;
            if (result == InflateResult.Finished)
            {
                bytes = bytes[length..];
                CurrentRunBytes = 0;
                CurrentRunWork = 0;
                inflated = inflater.Output;
                return true;
            }

            bytes = bytes[1..];
            SkippedBytes++;
            CurrentRunBytes++;
        }

        inflated = default;
        return false;
    }

    /// <summary>Whether what begins with <paramref name="bytes"/>, ten at least, looks like a frame.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> bytes, int maxFrameBytes) =>
        MayBegin(bytes, maxFrameBytes, out _, out _);

    private static bool MayBegin(ReadOnlySpan<byte> bytes, int maxFrameBytes, out uint following, out uint size)
    {
        following = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        size = BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(uint)..]);
        return following >= SmallestLength
            && following <= maxFrameBytes
            && size <= maxFrameBytes
            && IsZlib(bytes[HeaderLength], bytes[HeaderLength + 1]);
    }

    private InflateResult Examine(ReadOnlyMemory<byte> bytes, out int length)
    {
        length = 0;
        if (!MayBegin(bytes.Span, maxFrameBytes, out uint following, out uint size))
        {
            return InflateResult.Invalid;
        }

        int compressedBytes = (int)following - sizeof(uint);
        ReadOnlyMemory<byte> compressed = bytes[HeaderLength..];
        bool isWhole = compressed.Length >= compressedBytes;
        if (!isWhole && compressed.Length < Math.Max(FirstTrialBytes, 2 * triedBytes))
        {
            return InflateResult.TooShort;
        }

        triedBytes = compressed.Length;
        InflateResult result = inflater.Inflate(isWhole ? compressed[..compressedBytes] : compressed, (int)size);
        length = HeaderLength + inflater.Consumed;
        result = result == InflateResult.TooShort && isWhole ? InflateResult.Invalid : result;
        CurrentRunWork += result == InflateResult.Invalid ? inflater.Output.Length + CostOfFailure : 0;
        return result;
    }

    // RFC 1950: deflate, window of at most 32 KiB, no preset dictionary, check bits.
    private static bool IsZlib(byte method, byte flags) =>
        (method & 0x0F) == 8 && method >> 4 <= 7 && (flags & 0x20) == 0 && ((method << 8) | flags) % 31 == 0;
}
