namespace Forwarder.Agent.Inventory;

/// <summary>
/// The texts of the configuration: valid UTF-8 of bounded length, equal ones shared, because in an estate of 200,000
/// services most names and most lists of groups occur many times. The pool forgets everything when it is full, which
/// costs sharing and nothing else.
/// </summary>
internal sealed class TextPool
{
    /// <summary>
    /// Beyond this a name, note or URL is cut, because it travels with every event of its object. Centreon allows 2,048
    /// characters at most.
    /// </summary>
    public const int MaxCleanBytes = 16 * 1024;

    private const int MaxTexts = 32 * 1024;
    private const int MaxTextBytes = 256;

    private readonly HashSet<byte[]> texts = new(Utf8Comparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> bySpan;

    public TextPool() => bySpan = texts.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many texts were cut.</summary>
    public long Cut { get; private set; }

    /// <summary>Valid UTF-8 of at most <see cref="MaxCleanBytes"/>, cut between characters.</summary>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text)
    {
        var clean = Utf8Text.Clean(text);
        if (clean.Length > MaxCleanBytes)
        {
            Cut++;
        }
        return Utf8Text.Beginning(clean, MaxCleanBytes);
    }

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
