using System.Globalization;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>A parked pack as rows <c>p</c> + ordinal of the lane's partition: one, or more for a pack that is larger than a row.</summary>
internal static class ParkedEntity
{
    /// <summary>A mebibyte is the limit of a row; the emulator counts base64 within transactions.</summary>
    public const int BodyBytesInRow = 11 * TableLimits.BinaryBytes;

    public const string LabelProperties =
        "PartitionKey,RowKey,epoch,sequence,lines,rows,hub_partition,hub_sequence,hub_enqueued_at";

    /// <summary>Behind the keys of all parked packs.</summary>
    public const string EndKey = "q";

    public static string RowKey(long ordinal, int part = 0) =>
        part == 0
            ? string.Create(CultureInfo.InvariantCulture, $"p{ordinal:D19}")
            : string.Create(CultureInfo.InvariantCulture, $"p{ordinal:D19}.{part:D2}");

    public static int RowCount(LanePack pack) => Math.Max(1, (pack.Body.Length + BodyBytesInRow - 1) / BodyBytesInRow);

    public static IEnumerable<TableEntity> Write(string publisher, long ordinal, LanePack pack)
    {
        var label = pack.Label;
        var rows = RowCount(pack);
        for (var part = 0; part < rows; part++)
        {
            var entity = new TableEntity(publisher, RowKey(ordinal, part));
            if (part == 0)
            {
                entity["epoch"] = label.Key.Epoch;
                entity["sequence"] = label.Key.Sequence;
                entity["lines"] = label.Lines;
                entity["rows"] = rows;
                entity["hub_partition"] = label.Hub.Partition;
                entity["hub_sequence"] = label.Hub.SequenceNumber;
                entity["hub_enqueued_at"] = label.Hub.EnqueuedAt;
            }
            var start = part * BodyBytesInRow;
            ChunkedBinary.Set(
                entity,
                "body",
                pack.Body.Span[start..Math.Min(pack.Body.Length, start + BodyBytesInRow)]
            );
            yield return entity;
        }
    }

    /// <param name="rows">The rows of one pack, in order; without bodies the first is enough.</param>
    public static ParkedPack Read(IReadOnlyList<TableEntity> rows)
    {
        var first = rows[0];
        var ordinal = Ordinal(first.RowKey);
        var label = new PackLabel(
            new PackKey(first.Text("epoch") ?? "", first.Number("sequence")),
            (int)first.Number("lines"),
            new HubPosition(first.Text("hub_partition"), first["hub_sequence"] as long?, first.Time("hub_enqueued_at"))
        );
        byte[] body = [.. rows.SelectMany(row => ChunkedBinary.Get(row, "body") ?? [])];
        var keys = Enumerable.Range(0, Math.Max(1, (int)first.Number("rows"))).Select(part => RowKey(ordinal, part));
        return new ParkedPack(ordinal, label, [.. keys], body) { IsWhole = rows.Count == (int)first.Number("rows") };
    }

    public static long Ordinal(string rowKey) =>
        long.Parse(rowKey.AsSpan(1, 19), NumberStyles.None, CultureInfo.InvariantCulture);
}
