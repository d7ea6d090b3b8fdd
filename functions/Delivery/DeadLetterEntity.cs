using System.Globalization;
using System.IO.Compression;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// A dead letter as a row of table <c>deadletters</c>. Its key is the same in each attempt, so that adding it again finds the row. What is too large for
/// a row is cut and marked, never refused.
/// </summary>
internal static class DeadLetterEntity
{
    /// <summary>Leaves room in the mebibyte of a row for everything but the content.</summary>
    private const int MostContentBytes = 15 * TableLimits.BinaryBytes;

    public static string RowKey(DeadLetter letter) =>
        RowKey(letter.Created, letter.Publisher, letter.Pack, letter.Line);

    /// <param name="line">Counted from 1; 0 for the whole pack.</param>
    public static string RowKey(DateTimeOffset created, string publisher, PackKey pack, int line) =>
        TableKey.Encode(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{created.UtcDateTime:yyyyMMddTHHmmss}-{Agent(publisher)}-{pack.Epoch}-{pack.Sequence:D19}-{line:D7}"
            )
        );

    public static TableEntity Write(DeadLetter letter, DateTimeOffset now)
    {
        var content = Compress(letter);
        var entity = new TableEntity(letter.Customer, RowKey(letter))
        {
            ["state"] = DeadLetterState.Open,
            ["reason"] = Name(letter.Reason),
            ["detail"] = letter.Detail,
            ["status"] = letter.Status,
            ["publisher"] = letter.Publisher,
            ["epoch"] = letter.Pack.Epoch,
            ["sequence"] = letter.Pack.Sequence,
            ["line"] = letter.Line,
            ["lines"] = letter.Lines,
            ["about"] = letter.About,
            ["is_status"] = letter.IsStatus,
            ["created_at"] = letter.Created > FirstTime ? letter.Created : null,
            ["dead_at"] = now,
            // Filters pass over rows that lack a property, whatever they ask.
            ["order"] = "",
            ["redrives"] = 0L,
            ["next_redrive_at"] = AutomaticRedrive.Next(letter.Reason, redrives: 0, now),
            ["is_cut"] = content.Length > MostContentBytes ? true : null,
        };
        ChunkedBinary.Set(entity, "content", content.AsSpan(0, Math.Min(content.Length, MostContentBytes)));
        return entity;
    }

    /// <summary>The event line, or the pack as published; null when it was cut.</summary>
    public static byte[]? Content(TableEntity entity)
    {
        if (entity.Flag("is_cut") || ChunkedBinary.Get(entity, "content") is not { } content)
        {
            return null;
        }
        if (entity.Number("line") == 0)
        {
            return content;
        }
        using var inflated = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            gzip.CopyTo(inflated);
        }
        return inflated.ToArray();
    }

    /// <summary>The cause by which dead letters are grouped, as operators write it.</summary>
    public static string Name(DeadLetterReason reason) =>
        reason switch
        {
            DeadLetterReason.Refused => "refused",
            DeadLetterReason.Invalid => "invalid",
            DeadLetterReason.TooLarge => "too_large",
            DeadLetterReason.NotUnderstood => "not_understood",
            DeadLetterReason.Unreadable => "unreadable",
            DeadLetterReason.Unclaimed => "unclaimed",
            _ => "ends_process",
        };

    // Table storage knows no earlier time; the header of a pack can hold any.
    private static readonly DateTimeOffset FirstTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static string Agent(string publisher) =>
        publisher[(publisher.IndexOf('.', StringComparison.Ordinal) + 1)..];

    // A pack is compressed already.
    private static byte[] Compress(DeadLetter letter)
    {
        if (letter.Line == 0)
        {
            return letter.Content.ToArray();
        }
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(letter.Content.Span);
        }
        return compressed.ToArray();
    }
}
