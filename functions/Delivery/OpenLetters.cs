using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>The open dead letters of one lane by object, as the holder of its lease knows them: nobody else adds any.</summary>
/// <param name="owner">The lease under which they were read.</param>
internal sealed class OpenLetters(long owner, long readAt)
{
    private readonly Dictionary<string, List<OpenLetter>> byObject = new(StringComparer.Ordinal);

    /// <summary>The last lease that knew all of them.</summary>
    public long Owner { get; set; } = owner;

    public long ReadAt => readAt;

    public bool IsEmpty => byObject.Count == 0;

    public void Add(OpenLetter letter)
    {
        if (!byObject.TryGetValue(letter.About, out var same))
        {
            byObject.Add(letter.About, same = []);
        }
        if (!same.Exists(known => known.RowKey == letter.RowKey))
        {
            same.Add(letter);
        }
    }

    /// <summary>
    /// Takes out those that a later event makes pointless: a status by a later status of the object, an acknowledgement by a later one or by a recovery.
    /// </summary>
    /// <param name="before">Only letters with a smaller key; null for all.</param>
    public IReadOnlyList<OpenLetter> TakeSuperseded(LaterEvent later, string? before)
    {
        if (!byObject.TryGetValue(later.About, out var same))
        {
            return [];
        }
        var superseded = same.FindAll(letter =>
            (letter.IsStatus ? later.IsStatus : !later.IsStatus || later.IsRecovery)
            && (before is null || string.CompareOrdinal(letter.RowKey, before) < 0)
        );
        same.RemoveAll(superseded.Contains);
        if (same.Count == 0)
        {
            byObject.Remove(later.About);
        }
        return superseded;
    }

    public void Remove(string about, string rowKey)
    {
        if (byObject.TryGetValue(about, out var same) && same.RemoveAll(letter => letter.RowKey == rowKey) > 0)
        {
            if (same.Count == 0)
            {
                byObject.Remove(about);
            }
        }
    }
}
