using System.IO.Compression;
using System.Text;
using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>Packs that no agent of ours makes.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class HostilePackTests(SharedCloud shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Cloud cloud = shared.Cloud;

    public static TheoryData<string> Packs() => ["inflates to 1 GiB", "nested 100,000 deep", "no gzip", "cut off"];

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task A_hostile_pack_becomes_a_dead_letter_and_delays_nobody_else_by_more_than_60_s(string pack)
    {
        var arrivals = await Deliveries.OfNewAsync(shared.Canopsis);
        var name = pack.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal).ToLowerInvariant();
        var hostile = cloud.Publisher($"{SharedCloud.Healthy}.{name}");
        // Enough of them that some share its partition.
        var others = Enumerable
            .Range(0, 12)
            .Select(i => cloud.Publisher($"{SharedCloud.Healthy}.{name}-{i}"))
            .ToArray();
        var deadBefore = await cloud.Lanes.DeadLettersAsync(SharedCloud.Healthy);

        arrivals.Expect(await hostile.PublishAsync(10, 5));
        await hostile.PublishAsync((epoch, sequence) => Seal(pack, epoch, sequence));
        arrivals.Expect(await hostile.PublishAsync(10, 5));
        foreach (var other in others)
        {
            arrivals.Expect(await other.PublishAsync(10, 5));
        }

        await arrivals.CompleteAsync(Limit);
        Assert.Equal((0, 0, 0), (arrivals.OutOfOrder, arrivals.Duplicates, arrivals.Strange));
        await cloud.Lanes.UntilAsync(
            [hostile.Id],
            row => row.Counters.Quarantined + row.Counters.Done.DeadLettered > 0,
            Limit
        );
        Assert.Equal(deadBefore + 1, await cloud.Lanes.DeadLettersAsync(SharedCloud.Healthy));
        Assert.True((await cloud.Lanes.RowAsync(hostile.Id)).Counters.Holds);
    }

    private static byte[] Seal(string pack, string epoch, long sequence)
    {
        using var bytes = new MemoryStream();
        Compress(bytes, [Encoding.ASCII.GetBytes(Header(epoch, sequence, 1))]);
        switch (pack)
        {
            case "inflates to 1 GiB":
                var block = new byte[1024 * 1024];
                Array.Fill(block, (byte)'0');
                Compress(bytes, Enumerable.Repeat(block, 1024));
                break;
            case "nested 100,000 deep":
                var deep = new string('[', 100_000);
                Compress(bytes, [Encoding.ASCII.GetBytes($$"""{"kind":"service_status","deep":{{deep}}""" + "\n")]);
                break;
            case "no gzip":
                return Encoding.ASCII.GetBytes(Header(epoch, sequence, 1));
            default:
                Compress(bytes, [Encoding.ASCII.GetBytes("""{"kind":"service_status","host_id":1,"output":"cut""")]);
                return bytes.ToArray()[..^12];
        }
        return bytes.ToArray();
    }

    private static string Header(string epoch, long sequence, int count) =>
        $$"""{"pack":1,"epoch":"{{epoch}}","sequence":{{sequence}},"count":{{count}},"created":"2026-03-02T10:15:30Z"}"""
        + "\n";

    private static void Compress(Stream target, IEnumerable<byte[]> parts)
    {
        using var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        foreach (var part in parts)
        {
            gzip.Write(part);
        }
    }
}
