using System.Globalization;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary><c>_type</c>: the event's id, category × 65536 + element.</summary>
internal sealed class ElementSource(int category, int element) : MacroSource
{
    public override ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch)
    {
        Span<byte> digits = stackalloc byte[20];
        var id = (WireValue.Number(values[category]) << 16) + WireValue.Number(values[element]);
        id.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        scratch.Append(digits[..length]);
        return scratch.Written.Span;
    }
}
