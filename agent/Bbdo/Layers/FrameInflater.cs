using System.IO.Compression;

namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>Decompresses the zlib stream of one frame into a buffer that grows with what really comes out of it.</summary>
internal sealed class FrameInflater
{
    // Nearly every frame holds one event of some 100 bytes.
    private const int UsualBytes = 64 * 1024;

    private byte[] output = new byte[UsualBytes];
    private int count;

    /// <summary>What came out; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Output => output.AsMemory(0, count);

    /// <summary>Bytes of the input up to the end of the zlib stream; only after <see cref="InflateResult.Finished"/>.</summary>
    public int Consumed { get; private set; }

    /// <param name="compressed">The zlib stream, perhaps only its beginning, perhaps followed by other bytes.</param>
    /// <param name="size">How many bytes must come out.</param>
    public InflateResult Inflate(ReadOnlyMemory<byte> compressed, int size)
    {
        InflateResult result = Inflate(compressed, size, bytewise: false);
        return result == InflateResult.Finished && Consumed < compressed.Length
            ? Inflate(compressed, size, bytewise: true)
            : result;
    }

    private InflateResult Inflate(ReadOnlyMemory<byte> compressed, int size, bool bytewise)
    {
        using var input = new FrameInput(compressed, bytewise);
        count = 0;
        try
        {
            using var zlib = new ZLibStream(input, CompressionMode.Decompress, leaveOpen: true);
            // One byte more than expected, so that the decompressor comes to the checksum at the end, or to a surplus.
            int read;
            do
            {
                MakeRoom(size + 1);
                read = zlib.Read(output, count, Math.Min(output.Length, size + 1) - count);
                count += read;
            } while (read > 0 && count <= size);
        }
        catch (InvalidDataException)
        {
            return InflateResult.Invalid;
        }

        Consumed = input.Consumed;
        if (input.IsTooShort)
        {
            return count <= size ? InflateResult.TooShort : InflateResult.Invalid;
        }

        return count == size ? InflateResult.Finished : InflateResult.Invalid;
    }

    private void MakeRoom(int wanted)
    {
        if (count == 0 && output.Length > UsualBytes)
        {
            output = new byte[UsualBytes];
        }
        else if (count == output.Length && count < wanted)
        {
            Array.Resize(ref output, Math.Min(wanted, 2 * count));
        }
    }
}
