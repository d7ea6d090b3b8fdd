using Forwarder.Contracts.Packs;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Finds, ahead of the delivery of a queue, statuses that are too old to be sent and are followed by a later status of the same object: Canopsis
/// would stamp them with the present (canopsis-api.md 2.6). An acknowledgement in between keeps the status, because it belongs to it.
/// </summary>
internal sealed class SupersededStatuses(DateTimeOffset now)
{
    public static readonly TimeSpan TooOld = TimeSpan.FromHours(23);

    private readonly long oldest = (now - TooOld).ToUnixTimeSeconds();
    private readonly HashSet<(PackKey Pack, int Line)> superseded = [];
    private readonly Dictionary<string, Last> lastOf = new(StringComparer.Ordinal);

    /// <summary>Packs have to be given in the order of the queue.</summary>
    public void Scan(PackKey pack, PackContent content)
    {
        var line = 0;
        foreach (var text in content)
        {
            line++;
            if (LineObject.Of(text.Span, out var kind, out var time) is not { } about)
            {
                continue;
            }
            var isStatus = kind != EventKind.Acknowledgement;
            if (isStatus && lastOf.TryGetValue(about, out var last) && last.IsOldStatus)
            {
                superseded.Add((last.Pack, last.Line));
            }
            lastOf[about] = new Last(pack, line, isStatus && time > 0 && time < oldest);
        }
    }

    /// <summary>What follows does not replace what came so far.</summary>
    public void Forget() => lastOf.Clear();

    public bool Contains(PackKey pack, int line) => superseded.Contains((pack, line));

    private readonly record struct Last(PackKey Pack, int Line, bool IsOldStatus);
}
