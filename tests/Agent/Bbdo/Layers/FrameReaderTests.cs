using System.Buffers.Binary;
using System.Text;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Tests.Bbdo.Layers;

public sealed class FrameReaderTests
{
    private const int MaxFrameBytes = 1024 * 1024;

    private static readonly byte[] Empty = [0, 0, 0, 12, 0, 0, 0, 0, 0x78, 0x9C, 0x03, 0, 0, 0, 0, 1];

    private readonly FrameReader reader = new(MaxFrameBytes);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Frames_are_read_in_whatever_pieces_they_come(int piece)
    {
        byte[] large = new byte[300_000];
        new Random(1).NextBytes(large);

        Assert.Equal(
            ["one", "", Convert.ToHexString(large), "two"],
            Read([.. Frame("one"), .. Empty, .. FrameWriter.Write(large), .. Frame("two")], piece)
        );
        Assert.Equal(0, reader.SkippedBytes);
    }

    [Fact]
    public void Garbage_between_frames_is_dropped_byte_by_byte()
    {
        Assert.Equal(["one", "two"], Read([1, 2, 3, .. Frame("one"), .. "garbage"u8, .. Frame("two")]));
        Assert.Equal(10, reader.SkippedBytes);
    }

    [Theory]
    [InlineData(0, 0xFF)]
    [InlineData(3, 0x00)]
    [InlineData(3, 0x0D)]
    [InlineData(4, 0xFF)]
    [InlineData(7, 0x01)]
    [InlineData(7, 0xFF)]
    [InlineData(8, 0x79)]
    [InlineData(9, 0x9D)]
    [InlineData(12, 0xFF)]
    public void A_damaged_frame_is_dropped_and_the_next_one_read(int offset, byte damage)
    {
        byte[] damaged = Frame("this is the content of the frame");
        damaged[offset] = damage;

        Assert.Equal(["one", "two"], Read([.. Frame("one"), .. damaged, .. Frame("two")]));
        Assert.Equal(damaged.Length, reader.SkippedBytes);
    }

    [Fact]
    public void A_frame_with_a_wrong_checksum_is_dropped()
    {
        byte[] damaged = Frame("content");
        damaged[^1] ^= 1;

        Assert.Equal(["two"], Read([.. damaged, .. Frame("two")]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100_000)]
    public void A_length_that_is_too_long_swallows_nothing_and_waits_for_nothing(int excess)
    {
        byte[] damaged = Frame(Text(500));
        BinaryPrimitives.WriteInt32BigEndian(damaged, BinaryPrimitives.ReadInt32BigEndian(damaged) + excess);

        Assert.Equal([Text(500), Text(300)], Read([.. damaged, .. Frame(Text(300))]));
        Assert.Equal(0, reader.SkippedBytes);
    }

    [Fact]
    public void A_frame_beyond_the_limit_is_dropped()
    {
        byte[] bomb = FrameWriter.Write(new byte[MaxFrameBytes + 1]);

        Assert.Equal(["two"], Read([.. bomb, .. Frame("two")]));
        Assert.Equal(bomb.Length, reader.SkippedBytes);
    }

    [Fact]
    public void A_frame_that_holds_more_than_it_says_costs_no_memory()
    {
        byte[] bomb = FrameWriter.Write(new byte[100_000_000]);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(4), 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(["two"], Read([.. bomb, .. Frame("two")]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * MaxFrameBytes);
    }

    [Fact]
    public void The_beginning_of_a_frame_waits_for_the_rest()
    {
        byte[] frame = Frame(Text(1000));
        for (int length = 0; length < frame.Length; length++)
        {
            ReadOnlyMemory<byte> bytes = frame.AsMemory(0, length);
            Assert.False(new FrameReader(MaxFrameBytes).TryRead(ref bytes, out _));
            Assert.Equal(length, bytes.Length);
        }
    }

    [Fact]
    public void Bytes_that_look_like_frames_everywhere_end_the_reading_soon()
    {
        // Each of these headers is followed by valid compressed data: all the others, stored.
        byte[] header = [0x00, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0xFF, 0x00, 0x78, 0x01, 0x00, 0xF0, 0xFF, 0x0F, 0x00];
        byte[] hostile = [.. Enumerable.Repeat(header, 60_000).SelectMany(one => one)];

        Read(hostile);

        Assert.True(reader.IsUnreadable);
        Assert.InRange(reader.CurrentRunWork, 4L * MaxFrameBytes, 6L * MaxFrameBytes);
    }

    [Fact]
    public void A_peer_that_sends_no_frames_is_unreadable()
    {
        Read(new byte[(2 * MaxFrameBytes) + 100]);

        Assert.True(reader.IsUnreadable);
    }

    private static string Text(int length)
    {
        var random = new Random(length);
        return string.Create(length, random, (text, source) => source.GetItems("abcdefghijklmnop", text));
    }

    private static byte[] Frame(string content) => FrameWriter.Write(Encoding.UTF8.GetBytes(content));

    private List<string> Read(byte[] stream, int piece = int.MaxValue)
    {
        List<string> contents = [];
        int start = 0;
        for (int end = 0; end < stream.Length; )
        {
            end = (int)Math.Min(stream.Length, end + (long)piece);
            ReadOnlyMemory<byte> bytes = stream.AsMemory(start, end - start);
            while (reader.TryRead(ref bytes, out ReadOnlyMemory<byte> content))
            {
                contents.Add(
                    content.Length > 10_000 ? Convert.ToHexString(content.Span) : Encoding.UTF8.GetString(content.Span)
                );
            }

            start = end - bytes.Length;
        }

        return contents;
    }
}
