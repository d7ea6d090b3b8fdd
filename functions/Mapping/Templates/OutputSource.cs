namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The outputs of a status, with the customer's rules for them (decision 14).</summary>
internal sealed class OutputSource(OutputPart part, int output, int longOutput, OutputRules rules) : MacroSource
{
    public override ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch)
    {
        var text = WireValue.Text(values[output]);
        scratch.Append((byte)'"');
        switch (part)
        {
            case OutputPart.Long:
                rules.WriteLong(text, WireValue.Text(values[longOutput]), scratch);
                break;
            case OutputPart.Whole when rules.UseLongOutput:
                scratch.Append(rules.Cut(text));
                break;
            default:
                scratch.Append(rules.Short(text));
                break;
        }
        scratch.Append((byte)'"');
        return scratch.Written.Span;
    }
}
