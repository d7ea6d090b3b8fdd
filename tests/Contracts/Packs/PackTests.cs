using System.IO.Compression;
using System.Text;
using Forwarder.Contracts.Packs;

namespace Forwarder.Contracts.Tests.Packs;

public sealed class PackTests
{
    private static readonly DateTimeOffset Created = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);

    [Fact]
    public void A_sealed_pack_gives_back_its_header_and_its_lines_in_order()
    {
        using var writer = new PackWriter(new PackLimits());
        Assert.True(writer.TryAdd("""{"kind":"service_status","host_id":1}"""u8));
        Assert.True(writer.TryAdd("""{"kind":"heartbeat"}"""u8));

        var pack = writer.Seal("0f8a", 4711, Created);

        using var content = PackReader.Open(pack);
        Assert.Equal(new PackHeader(1, "0f8a", 4711, 2, Created), content.Header);
        Assert.Equal(["""{"kind":"service_status","host_id":1}""", """{"kind":"heartbeat"}"""], Lines(content));
        Assert.Equal(0, writer.Count);
    }

    [Fact]
    public void A_pack_is_readable_with_zcat()
    {
        using var writer = new PackWriter(new PackLimits());
        writer.TryAdd("""{"kind":"heartbeat"}"""u8);
        var text = Inflate(writer.Seal("ab", 1, Created));
        Assert.Equal(
            """
            {"pack":1,"epoch":"ab","sequence":1,"count":1,"created":"2026-03-02T10:15:30Z"}
            {"kind":"heartbeat"}

            """.ReplaceLineEndings("\n"),
            text
        );
    }

    [Theory]
    [InlineData(7, 400)]
    [InlineData(11, 900)]
    [InlineData(13, 20_000)]
    public void No_pack_of_several_events_exceeds_the_limit_even_when_nothing_compresses(int seed, int bytes)
    {
        var random = new Random(seed);
        var limits = new PackLimits();
        using var writer = new PackWriter(limits);
        var sealedPacks = new List<byte[]>();
        for (var i = 0; i < 400; i++)
        {
            var line = Noise(random, bytes);
            if (!writer.TryAdd(line))
            {
                sealedPacks.Add(writer.Seal("e", i, Created));
                Assert.True(writer.TryAdd(line));
            }
        }
        Assert.True(sealedPacks.Count > 1);
        Assert.All(sealedPacks, pack => Assert.InRange(pack.Length, 1, limits.MaxCompressedBytes));
    }

    [Theory]
    [InlineData(3, 400)]
    [InlineData(5, 4095)]
    public void Until_a_pack_says_that_it_is_full_it_takes_every_usual_line(int seed, int bytes)
    {
        var random = new Random(seed);
        var limits = new PackLimits();
        using var writer = new PackWriter(limits);
        Assert.False(writer.IsFull);
        while (!writer.IsFull)
        {
            Assert.True(writer.TryAdd(Noise(random, bytes)));
        }
        Assert.InRange(
            writer.Seal("e", 1, Created).Length,
            limits.MaxCompressedBytes * 3 / 4,
            limits.MaxCompressedBytes
        );
        Assert.False(writer.IsFull);
    }

    [Fact]
    public void Compressible_events_fill_a_pack_to_most_of_its_limit()
    {
        var limits = new PackLimits(MaxEvents: 100_000);
        using var writer = new PackWriter(limits);
        var i = 0;
        var random = new Random(5);
        while (
            writer.TryAdd(
                Encoding.UTF8.GetBytes(
                    $$"""{"kind":"service_status","host_id":{{random.Next()}},"last_check":{{i++}},"output":"OK - rta 13.8ms, lost 0%"}"""
                )
            )
        ) { }
        Assert.InRange(
            writer.Seal("e", 1, Created).Length,
            limits.MaxCompressedBytes * 85 / 100,
            limits.MaxCompressedBytes
        );
    }

    [Fact]
    public void An_event_larger_than_the_limit_travels_alone()
    {
        var large = Noise(new Random(3), 200_000);
        using var writer = new PackWriter(new PackLimits());
        Assert.True(writer.TryAdd("{}"u8));
        Assert.False(writer.TryAdd(large));
        writer.Seal("e", 1, Created);
        Assert.True(writer.TryAdd(large));
        Assert.False(writer.TryAdd("{}"u8));
        using var content = PackReader.Open(writer.Seal("e", 2, Created));
        Assert.Equal(1, content.Header.Count);
    }

    [Fact]
    public void The_number_of_events_is_limited()
    {
        using var writer = new PackWriter(new PackLimits(MaxEvents: 2));
        Assert.True(writer.TryAdd("{}"u8));
        Assert.True(writer.TryAdd("{}"u8));
        Assert.False(writer.TryAdd("{}"u8));
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_fills_the_memory()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(zeros);
            }
        }
        var wrong = Assert.Throws<PackFormatException>(() => PackReader.Open(bomb.ToArray()));
        Assert.Equal(PackFault.TooLarge, wrong.Fault);
    }

    [Fact]
    public void The_header_is_read_without_the_rest()
    {
        using var writer = new PackWriter(new PackLimits());
        writer.TryAdd("""{"kind":"heartbeat"}"""u8);
        var pack = writer.Seal("0f8a", 4711, Created);

        Assert.Equal(new PackHeader(1, "0f8a", 4711, 1, Created), PackReader.PeekHeader(pack));
        // all in one gzip member, and cut behind the header
        var single = Deflate("{\"pack\":1,\"epoch\":\"e\",\"sequence\":2,\"count\":1}\n" + new string(' ', 100_000));
        Assert.Equal(2, PackReader.PeekHeader(single).Sequence);
    }

    [Theory]
    [InlineData("", PackFault.BadHeader)]
    [InlineData("{\"pack\":1,\"epoch\":\"e\",\"sequence\":2,\"count\":1}", PackFault.BadHeader)]
    [InlineData("{\"pack\":2}\n", PackFault.UnknownVersion)]
    [InlineData("{\"pack\":1,\"epoch\":\"e\",\"sequence\":2,\"count\":100001}\n", PackFault.TooManyLines)]
    public void A_header_that_is_none_says_why(string text, PackFault fault)
    {
        var wrong = Assert.Throws<PackFormatException>(() => PackReader.PeekHeader(Deflate(text)));
        Assert.Equal(fault, wrong.Fault);
    }

    [Fact]
    public void A_header_is_not_looked_for_in_a_bomb()
    {
        var wrong = Assert.Throws<PackFormatException>(() =>
            PackReader.PeekHeader(Deflate(new string(' ', 9_000_000)))
        );
        Assert.Equal(PackFault.BadHeader, wrong.Fault);
        wrong = Assert.Throws<PackFormatException>(() => PackReader.PeekHeader("{\"pack\":1}\n"u8.ToArray()));
        Assert.Equal(PackFault.NotGzip, wrong.Fault);
    }

    [Theory]
    [InlineData("", PackFault.BadHeader)]
    [InlineData("not json\n", PackFault.BadHeader)]
    [InlineData("{\"epoch\":\"e\",\"sequence\":1,\"count\":0}\n", PackFault.BadHeader)]
    [InlineData("{\"pack\":1,\"sequence\":1,\"count\":0}\n", PackFault.BadHeader)]
    [InlineData("{\"pack\":2,\"later\":true}\n", PackFault.UnknownVersion)]
    [InlineData("{\"pack\":1,\"epoch\":\"e\",\"sequence\":1,\"count\":2}\n{}\n", PackFault.CountMismatch)]
    [InlineData("{\"pack\":1,\"epoch\":\"e\",\"sequence\":1,\"count\":1}\n{}", PackFault.NotGzip)]
    public void A_pack_that_is_not_one_says_why(string text, PackFault fault)
    {
        var wrong = Assert.Throws<PackFormatException>(() => PackReader.Open(Deflate(text)));
        Assert.Equal(fault, wrong.Fault);
    }

    [Fact]
    public void Bytes_that_are_not_gzip_are_refused()
    {
        var wrong = Assert.Throws<PackFormatException>(() => PackReader.Open("{\"pack\":1}\n"u8.ToArray()));
        Assert.Equal(PackFault.NotGzip, wrong.Fault);
    }

    [Fact]
    public void A_pack_cut_anywhere_is_never_taken_for_a_whole_one()
    {
        using var writer = new PackWriter(new PackLimits());
        for (var i = 0; i < 50; i++)
        {
            writer.TryAdd(Encoding.UTF8.GetBytes($$"""{"kind":"heartbeat","n":{{i}}}"""));
        }
        var pack = writer.Seal("e", 1, Created);
        // Behind the last event stand the mark of the end, of a few bits, and the eight bytes of gzip's own check: without
        // them every event is still there.
        const int LongestEndBytes = 12;
        for (var length = 0; length < pack.Length - LongestEndBytes; length++)
        {
            Assert.Throws<PackFormatException>(() => PackReader.Open(pack.AsMemory(0, length)));
        }
        using var whole = PackReader.Open(pack);
        for (var length = pack.Length - LongestEndBytes; length < pack.Length; length++)
        {
            try
            {
                using var cut = PackReader.Open(pack.AsMemory(0, length));
                Assert.Equal(Lines(whole), Lines(cut));
            }
            catch (PackFormatException) { }
        }
    }

    [Fact]
    public void The_stored_pack_of_version_1_stays_readable()
    {
        using var content = PackReader.Open(File.ReadAllBytes(Path.Combine(Vectors.Root, "packs", "pack-1.gz")));
        Assert.Equal(new PackHeader(1, "0f8a5c3e6a0b4f519a5e0c8f6f0f7a11", 4711, 3, Created), content.Header);
        Assert.Equal(File.ReadAllLines(Path.Combine(Vectors.Root, "packs", "pack-1.jsonl")), Lines(content));
    }

    private static List<string> Lines(PackContent content)
    {
        var lines = new List<string>();
        foreach (var line in content)
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }
        return lines;
    }

    private static byte[] Noise(Random random, int bytes)
    {
        var noise = new byte[bytes];
        for (var i = 0; i < bytes; i++)
        {
            noise[i] = (byte)random.Next(11, 256);
        }
        return noise;
    }

    private static byte[] Deflate(string text)
    {
        using var pack = new MemoryStream();
        using (var gzip = new GZipStream(pack, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        return pack.ToArray();
    }

    private static string Inflate(byte[] pack)
    {
        using var gzip = new GZipStream(new MemoryStream(pack), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
