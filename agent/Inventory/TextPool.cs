namespace Forwarder.Agent.Inventory;

/// <summary>
/// Shares equal texts: in an estate of 200,000 services most names and most lists of groups occur many times. It forgets
/// everything when it is full, which costs sharing and nothing else.
/// </summary>
internal sealed class TextPool
{
    private const int MaxTexts = 32 * 1024;
    private const int MaxTextBytes = 256;

    private readonly HashSet<byte[]> texts = new(Utf8Comparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> bySpan;

    public TextPool() => bySpan = texts.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>An array with these bytes, possibly shared: never written to.</summary>
    public byte[] Share(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return [];
        }
        if (text.Length > MaxTextBytes)
        {
            return text.ToArray();
        }
        if (bySpan.TryGetValue(text, out var shared))
        {
            return shared;
        }
        if (texts.Count == MaxTexts)
        {
            texts.Clear();
        }
        var fresh = text.ToArray();
        texts.Add(fresh);
        return fresh;
    }
}
