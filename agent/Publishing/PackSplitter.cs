using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// Halves a pack that is too large for what stands between the agent and the hub. A half has an epoch of its own, made from
/// its place in the pack: sent twice it is known as a repeat, and sent after its other half it is never taken for one.
/// </summary>
internal static class PackSplitter
{
    private static readonly PackLimits Whole = new(int.MaxValue, PackLimits.MaxRawBytes);

    /// <summary>Two packs; null when there is one event only, or none that can be read.</summary>
    public static (SealedHalf First, SealedHalf Second)? Halve(byte[] pack)
    {
        try
        {
            using var content = PackReader.Open(pack);
            var count = content.Header.Count;
            return count < 2 ? null : (Part(content, 0, count / 2), Part(content, count / 2, count));
        }
        catch (PackFormatException)
        {
            return null;
        }
    }

    /// <summary>A pack with the number of a split one and nothing but a note, so that its number is not missed.</summary>
    public static byte[] Note(byte[] pack)
    {
        var header = PackReader.PeekHeader(pack);
        using var writer = new PackWriter(Whole);
        writer.TryAdd("""{"kind":"split"}"""u8);
        return writer.Seal(header.Epoch, header.Sequence, header.Created);
    }

    private static SealedHalf Part(PackContent content, int from, int to)
    {
        using var writer = new PackWriter(Whole);
        var index = 0;
        foreach (var line in content)
        {
            if (index >= from && index < to)
            {
                writer.TryAdd(line.Span);
            }
            index++;
        }
        var header = content.Header;
        var place = string.Create(CultureInfo.InvariantCulture, $"{header.Epoch}/{header.Sequence}/{from}-{to}");
        var epoch = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(place)))[..32];
        return new SealedHalf(epoch, writer.Seal(epoch, 1, header.Created), to - from);
    }

    /// <param name="Epoch">Its sequence is 1.</param>
    /// <param name="Body">The pack as it travels.</param>
    /// <param name="Events">Lines in it.</param>
    internal sealed record SealedHalf(string Epoch, byte[] Body, int Events);
}
