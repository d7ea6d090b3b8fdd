namespace Forwarder.Functions.Delivery;

/// <summary>The open dead letters of one lane, as the holder of its lease knows them: nobody else adds any.</summary>
/// <param name="owner">The lease under which they were read.</param>
internal sealed class OpenLetters(long owner, long readAt)
{
    private readonly Dictionary<string, OpenLetter> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OpenLetter>> byObject = new(StringComparer.Ordinal);

    /// <summary>The last lease that knew all of them.</summary>
    public long Owner { get; set; } = owner;

    public long ReadAt => readAt;

    public bool IsEmpty => byKey.Count == 0;

    /// <returns>False if it is known already.</returns>
    public bool Add(OpenLetter letter)
    {
        if (!byKey.TryAdd(letter.RowKey, letter))
        {
            return false;
        }
        if (letter.About.Length > 0)
        {
            if (!byObject.TryGetValue(letter.About, out var same))
            {
                byObject.Add(letter.About, same = []);
            }
            same.Add(letter);
        }
        return true;
    }

    /// <summary>Takes out one.</summary>
    /// <returns>Null if it is not open.</returns>
    public OpenLetter? Take(string rowKey)
    {
        if (!byKey.Remove(rowKey, out var letter))
        {
            return null;
        }
        if (
            byObject.TryGetValue(letter.About, out var same)
            && same.RemoveAll(one => one.RowKey == rowKey) > 0
            && same.Count == 0
        )
        {
            byObject.Remove(letter.About);
        }
        return letter;
    }

    /// <summary>Takes out those that a later event makes pointless.</summary>
    /// <param name="isOlder">Whether the letter with this key is older than the event.</param>
    public IReadOnlyList<OpenLetter> TakeSuperseded(LaterEvent later, Func<string, bool> isOlder)
    {
        if (!byObject.TryGetValue(later.About, out var same))
        {
            return [];
        }
        var superseded = same.FindAll(letter => later.Supersedes(letter.IsStatus) && isOlder(letter.RowKey));
        foreach (var letter in superseded)
        {
            Take(letter.RowKey);
        }
        return superseded;
    }
}
