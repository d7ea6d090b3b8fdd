using Forwarder.Contracts.Packs;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Delivery;

/// <summary>Labels packs from the hub without opening them: only their first line is inflated.</summary>
internal static class LanePacks
{
    private const int LongestEpoch = 64;

    public static LanePack From(HubEvent hubEvent, string? partition)
    {
        var hub = new HubPosition(partition, hubEvent.SequenceNumber, hubEvent.EnqueuedAt);
        try
        {
            var header = PackReader.PeekHeader(hubEvent.Body);
            if (IsEpoch(header.Epoch))
            {
                var key = new PackKey(header.Epoch, header.Sequence);
                return new LanePack(new PackLabel(key, header.Count, hub), hubEvent.Body);
            }
        }
        catch (PackFormatException)
        {
            // What is wrong with it is decided when the lane opens it, in its turn.
        }
        return new LanePack(new PackLabel(UnreadablePack.Key(hubEvent.Body.Span), 0, hub), hubEvent.Body);
    }

    // Agents write 32 hexadecimal digits. Whatever takes an escape as JSON would let a few epochs fill the lane's row.
    private static bool IsEpoch(string epoch) =>
        epoch.Length <= LongestEpoch && epoch.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
