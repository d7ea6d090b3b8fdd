using System.Text;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>Packs as an agent seals them.</summary>
internal static class TestPacks
{
    public const string Epoch = "0f8a";

    public static readonly DateTimeOffset Created = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);

    public static LanePack Of(long sequence, DateTimeOffset created, params string[] lines) =>
        Of(Epoch, sequence, created, lines);

    public static LanePack Of(string epoch, long sequence, DateTimeOffset created, params string[] lines)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var line in lines)
        {
            writer.TryAdd(Encoding.UTF8.GetBytes(line));
        }
        return Raw(epoch, sequence, writer.Seal(epoch, sequence, created), lines.Length);
    }

    public static LanePack Raw(long sequence, byte[] body, int lines = 1) => Raw(Epoch, sequence, body, lines);

    private static LanePack Raw(string epoch, long sequence, byte[] body, int lines) =>
        new(new PackLabel(new PackKey(epoch, sequence), lines, new HubPosition("3", 100 + sequence, Created)), body);

    public static string Status(int service, string output, DateTimeOffset at)
    {
        var cache = $$"""{"host":{"name":"h"},"service":{"description":"s{{service}}"},"poller":"p"}""";
        return $$"""{"kind":"service_status","bbdo":3,"host_id":1,"service_id":{{service}},"state":1,"last_check":{{at.ToUnixTimeSeconds()}},"output":"{{output}}","cache":{{cache}}}""";
    }
}
