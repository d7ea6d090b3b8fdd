namespace Forwarder.Functions.Mapping.Templates;

/// <summary><c>acknowledged</c>: the legacy encoding says it, the other one only the type of the acknowledgement (stream-connector.md 2.2).</summary>
internal sealed class AcknowledgedSource(int acknowledged, int bbdo, int type) : MacroSource
{
    public override ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch) =>
        WireValue.IsTrue(values[acknowledged])
        || (WireValue.Number(values[bbdo]) >= 3 && WireValue.Number(values[type]) >= 1)
            ? "true"u8
            : "false"u8;
}
