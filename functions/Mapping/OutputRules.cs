using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Mapping;

/// <summary>A customer's parameters of outputs (stream-connector.md 1.8, decision 14). Works on JSON string content.</summary>
internal sealed record OutputRules
{
    /// <summary>In Unicode code points, for the short output; null for no limit.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>False: the short output stands for both.</summary>
    public bool UseLongOutput { get; init; } = true;

    /// <summary>What replaces a line break in the long output, as JSON string content; null leaves it.</summary>
    public byte[]? LineBreak { get; init; }

    public static OutputRules From(ParameterSet parameters) =>
        new()
        {
            SizeLimit = parameters.Number("output_size_limit"),
            UseLongOutput = parameters.Flag("use_long_output"),
            LineBreak =
                parameters.Flag("remove_line_break_in_output")
                && parameters.IsSet("output_line_break_replacement_character")
                    ? JsonEncodedText
                        .Encode(
                            parameters.Text("output_line_break_replacement_character"),
                            JavaScriptEncoder.UnsafeRelaxedJsonEscaping
                        )
                        .EncodedUtf8Bytes.ToArray()
                    : null,
        };

    /// <summary>The first line, cut.</summary>
    public ReadOnlySpan<byte> Short(ReadOnlySpan<byte> output) => Cut(WireText.FirstLine(output));

    public ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text) => SizeLimit is { } limit ? WireText.Cut(text, limit) : text;

    /// <summary>The long output, or the short one where that stands for it.</summary>
    public void WriteLong(ReadOnlySpan<byte> output, ReadOnlySpan<byte> more, JsonBuffer into)
    {
        if (!UseLongOutput)
        {
            into.Append(Short(output));
            return;
        }
        WithLineBreaks(output, into);
        if (!more.IsEmpty)
        {
            into.Append(LineBreak ?? "\\n"u8);
            WithLineBreaks(more, into);
        }
    }

    private void WithLineBreaks(ReadOnlySpan<byte> text, JsonBuffer into)
    {
        if (LineBreak is { } replacement)
        {
            while (WireText.NextLineBreak(text, out var bytes) is >= 0 and var at)
            {
                into.Append(text[..at]);
                into.Append(replacement);
                text = text[(at + bytes)..];
            }
        }
        into.Append(text);
    }
}
