namespace Forwarder.Functions.Mapping.Templates;

/// <summary>A field of the line: the first of its places that has it, else its type's default if it has one.</summary>
/// <param name="owner">The cache entry without which the default does not count: an unknown object has no fields. -1 for none.</param>
internal sealed class FieldSource(int[] slots, byte[]? absent, int owner = -1) : MacroSource
{
    public override ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch)
    {
        foreach (var slot in slots)
        {
            if (values[slot] is { IsEmpty: false } value)
            {
                scratch.Append(WireValue.Scalar(value));
                return scratch.Written.Span;
            }
        }
        if (absent is null || (owner >= 0 && values[owner].IsEmpty))
        {
            return default;
        }
        return absent;
    }
}
