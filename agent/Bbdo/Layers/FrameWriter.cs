using System.Buffers.Binary;
using System.IO.Compression;

namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>Makes a compression frame (bbdo 2.3).</summary>
internal static class FrameWriter
{
    public static byte[] Write(ReadOnlySpan<byte> content)
    {
        using var frame = new MemoryStream();
        frame.Write(stackalloc byte[FrameReader.HeaderLength]);
        using (var zlib = new ZLibStream(frame, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        byte[] bytes = frame.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(uint));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(uint)), content.Length);
        return bytes;
    }
}
