using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Forwarder.Contracts.Packs;

/// <summary>
/// The open pack: compresses event lines as they come and seals them with their header.
/// The header needs the count, which is known last; it is a gzip member of its own in front of the lines
/// (RFC 1952 2.2: members are concatenated), so nothing is compressed twice.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class PackWriter : IDisposable
{
    // Below this room a pack is full: each look at the true size costs a flush of the compressor.
    private const int SmallestRoomBytes = 4096;

    // What a throughput unit carries depends on the packs' size; level 7 takes no more time than the usual 6 and gives packs
    // that are 5 % smaller. Many short matches are what "filtered" is for; docs/benchmarks.md.
    private static readonly ZLibCompressionOptions LineCompression = new()
    {
        CompressionLevel = 7,
        CompressionStrategy = ZLibCompressionStrategy.Filtered,
    };

    private readonly PackLimits limits;
    private readonly MemoryStream lines = new();
    private GZipStream? compressor;
    private int unflushedBytes;

    /// <summary>Starts with an empty pack.</summary>
    public PackWriter(PackLimits limits)
    {
        if (limits.MaxEvents < 1 || limits.MaxCompressedBytes < SmallestRoomBytes)
        {
            throw new ArgumentException($"{limits} leaves no room for an event.", nameof(limits));
        }
        this.limits = limits;
    }

    /// <summary>Event lines in the open pack.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of these lines before compression, line ends included.</summary>
    public int RawBytes { get; private set; }

    /// <summary>
    /// Another line may not fit. Who seals now, instead of when <see cref="TryAdd"/> refuses a line, has nothing in the next
    /// pack yet.
    /// </summary>
    public bool IsFull => Count > 0 && !HasRoom(SmallestRoomBytes);

    /// <summary>
    /// Adds one event line (UTF-8 JSON without line end). False when it does not fit any more: seal first, then add again;
    /// an empty pack takes every line, so an event too large for the limit travels alone.
    /// </summary>
    /// <exception cref="ArgumentException">The line alone is larger than any reader accepts.</exception>
    public bool TryAdd(ReadOnlySpan<byte> line)
    {
        if (line.Length + 1 > PackLimits.MaxRawBytes - PackLimits.HeaderReserveBytes)
        {
            throw new ArgumentException($"An event line of {line.Length} bytes fits into no pack.", nameof(line));
        }
        if (Count > 0 && !HasRoom(line.Length + 1))
        {
            return false;
        }
        compressor ??= new GZipStream(lines, LineCompression, leaveOpen: true);
        compressor.Write(line);
        compressor.WriteByte((byte)'\n');
        unflushedBytes += line.Length + 1;
        RawBytes += line.Length + 1;
        Count++;
        return true;
    }

    /// <summary>The pack's bytes; the writer is empty again.</summary>
    /// <exception cref="InvalidOperationException">The pack is empty.</exception>
    public byte[] Seal(string epoch, long sequence, DateTimeOffset created)
    {
        if (compressor is null)
        {
            throw new InvalidOperationException("An empty pack is not sealed.");
        }
        compressor.Dispose();
        compressor = null;

        using var pack = new MemoryStream((int)lines.Length + PackLimits.HeaderReserveBytes);
        using (var header = new GZipStream(pack, CompressionLevel.Fastest, leaveOpen: true))
        {
            var time = created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"pack":{{PackHeader.CurrentVersion}},"epoch":"{{epoch}}","sequence":{{sequence}},"count":{{Count}},"created":"{{time}}"}"""
            );
            header.Write(Encoding.ASCII.GetBytes(text + "\n"));
        }
        lines.Position = 0;
        lines.CopyTo(pack);
        lines.SetLength(0);
        (Count, RawBytes, unflushedBytes) = (0, 0, 0);
        return pack.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        compressor?.Dispose();
        lines.Dispose();
    }

    private bool HasRoom(int bytes)
    {
        if (Count >= limits.MaxEvents || RawBytes + bytes > PackLimits.MaxRawBytes - PackLimits.HeaderReserveBytes)
        {
            return false;
        }
        // Deflate never grows its input by more than 5 bytes in 16 KiB (stored blocks): what has not been flushed yet
        // is counted at its raw size, which keeps the limit a hard one.
        var room = limits.MaxCompressedBytes - PackLimits.HeaderReserveBytes - (int)lines.Length;
        if (WorstCase(unflushedBytes + bytes) <= room)
        {
            return true;
        }
        compressor!.Flush();
        unflushedBytes = 0;
        room = limits.MaxCompressedBytes - PackLimits.HeaderReserveBytes - (int)lines.Length;
        return room >= SmallestRoomBytes && WorstCase(bytes) <= room;
    }

    private static int WorstCase(int bytes) => bytes + (((bytes / 16384) + 2) * 8);
}
