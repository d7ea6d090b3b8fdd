using System.Buffers.Binary;

namespace Forwarder.Faults.Tests;

/// <summary>Reads the packs that the Event Hubs stand-in has stored on disk, in order (<c>local/event-hubs/log-file.mjs</c>).</summary>
internal static class StoredPacks
{
    private const int HeaderBytes = 28;
    private static readonly byte[] DataSection = [0x00, 0x53, 0x75];

    public static IEnumerable<byte[]> Read(string directory)
    {
        var file = Directory.EnumerateFiles(directory, "*.log").Single();
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[HeaderBytes];
        while (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
        {
            Assert.Equal(0x45484C31u, BinaryPrimitives.ReadUInt32BigEndian(header));
            var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4))];
            stream.ReadExactly(message);
            yield return Body(message);
        }
    }

    // The one data section of the AMQP message: descriptor 0x75, then binary with a length of one byte or four.
    private static byte[] Body(byte[] message)
    {
        var section = message.AsSpan().IndexOf(DataSection);
        Assert.True(section >= 0);
        var data = message.AsSpan(section + 3);
        return data[0] == 0xA0
            ? data.Slice(2, data[1]).ToArray()
            : data.Slice(5, BinaryPrimitives.ReadInt32BigEndian(data[1..])).ToArray();
    }
}
