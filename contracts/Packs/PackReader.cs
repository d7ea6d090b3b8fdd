using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Forwarder.Contracts.Packs;

/// <summary>Inflates a pack as a stream and checks its header; hostile bytes cost at most <see cref="PackLimits.MaxRawBytes"/>.</summary>
public static class PackReader
{
    /// <summary>How every line of a pack is to be parsed.</summary>
    public static readonly JsonReaderOptions LineOptions = new() { MaxDepth = PackLimits.MaxDepth };

    private const int LargestHeaderBytes = 4096;

    /// <summary>Opens a pack; dispose of the content to give its buffer back.</summary>
    /// <exception cref="PackFormatException">See <see cref="PackFault"/>.</exception>
    public static PackContent Open(ReadOnlyMemory<byte> pack)
    {
        var (buffer, length) = Inflate(pack);
        try
        {
            var raw = buffer.AsSpan(0, length);
            var headerEnd = raw.IndexOf((byte)'\n');
            if (headerEnd < 0)
            {
                throw new PackFormatException(PackFault.BadHeader, "The pack has no header line.");
            }
            var header = ReadHeader(raw[..headerEnd]);
            if (length > headerEnd + 1 && raw[^1] != (byte)'\n')
            {
                throw new PackFormatException(PackFault.NotGzip, "The last line of the pack is cut.");
            }
            var lines = raw[(headerEnd + 1)..].Count((byte)'\n');
            if (lines != header.Count)
            {
                throw new PackFormatException(
                    PackFault.CountMismatch,
                    $"The header announces {header.Count} events, the pack holds {lines}."
                );
            }
            return new PackContent(header, buffer, headerEnd + 1, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>Reads the header alone; costs little, whatever the pack inflates to.</summary>
    /// <exception cref="PackFormatException">There is no header within the first bytes, or it is not known here.</exception>
    public static PackHeader PeekHeader(ReadOnlyMemory<byte> pack)
    {
        Span<byte> start = stackalloc byte[LargestHeaderBytes];
        var length = 0;
        try
        {
            using var compressed = AsStream(pack);
            using var inflater = new GZipStream(compressed, CompressionMode.Decompress);
            int read;
            while (length < start.Length && (read = inflater.Read(start[length..])) > 0)
            {
                var end = start.Slice(length, read).IndexOf((byte)'\n');
                if (end >= 0)
                {
                    return ReadHeader(start[..(length + end)]);
                }
                length += read;
            }
        }
        catch (InvalidDataException wrong)
        {
            throw new PackFormatException(PackFault.NotGzip, "The pack is not readable gzip data.", wrong);
        }
        throw new PackFormatException(PackFault.BadHeader, "The pack has no header line.");
    }

    private static (byte[] Buffer, int Length) Inflate(ReadOnlyMemory<byte> pack)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(pack.Length * 12, 4096, PackLimits.MaxRawBytes + 1));
        var length = 0;
        try
        {
            using var compressed = AsStream(pack);
            using var inflater = new GZipStream(compressed, CompressionMode.Decompress);
            int read;
            while ((read = inflater.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += read;
                if (length > PackLimits.MaxRawBytes)
                {
                    throw new PackFormatException(
                        PackFault.TooLarge,
                        $"The pack inflates to more than {PackLimits.MaxRawBytes} bytes."
                    );
                }
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }
            }
            return (buffer, length);
        }
        catch (InvalidDataException wrong)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw new PackFormatException(PackFault.NotGzip, "The pack is not readable gzip data.", wrong);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> pack) =>
        MemoryMarshal.TryGetArray(pack, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(pack.ToArray(), writable: false);

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, PackLimits.MaxRawBytes + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static PackHeader ReadHeader(ReadOnlySpan<byte> line)
    {
        PackHeaderLine? header;
        try
        {
            header = JsonSerializer.Deserialize(line, PackJson.Default.PackHeaderLine);
        }
        catch (JsonException wrong)
        {
            throw new PackFormatException(PackFault.BadHeader, "The first line of the pack is not a header.", wrong);
        }
        if (header?.Pack is not { } version)
        {
            throw new PackFormatException(PackFault.BadHeader, "The header has no version (member \"pack\").");
        }
        if (version != PackHeader.CurrentVersion)
        {
            throw new PackFormatException(PackFault.UnknownVersion, $"Pack version {version} is not known here.");
        }
        if (header is not { Epoch.Length: > 0, Sequence: >= 0, Count: >= 0 })
        {
            throw new PackFormatException(PackFault.BadHeader, "The header lacks epoch, sequence or count.");
        }
        if (header.Count > PackLimits.MaxLines)
        {
            throw new PackFormatException(
                PackFault.TooManyLines,
                $"The header announces {header.Count} lines, and a pack holds at most {PackLimits.MaxLines}."
            );
        }
        return new PackHeader(version, header.Epoch, header.Sequence.Value, header.Count.Value, header.Created);
    }
}
