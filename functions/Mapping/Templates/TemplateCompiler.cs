using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Turns the JSON value of a template into pieces: text that stays, and macros between.</summary>
internal sealed partial class TemplateCompiler(
    EventKind kind,
    TemplateSettings settings,
    string file,
    ICollection<ParameterProblem> problems
)
{
    private readonly List<TemplatePart> parts = [];
    private readonly ArrayBufferWriter<byte> fixedText = new();
    private readonly MacroParser macros = new(kind, settings);

    /// <param name="reader">At the value's first token; at its last one afterwards.</param>
    public Template Compile(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        Value(json, ref reader);
        var isEmpty = parts.Count == 0 && fixedText.WrittenCount <= "{}".Length;
        EndFixedText();
        return new Template(parts, macros.Wanted, macros.Flags(), isEmpty);
    }

    private void Value(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Members(json, ref reader);
                break;
            case JsonTokenType.StartArray:
                Items(json, ref reader);
                break;
            case JsonTokenType.String:
                Text(json, ref reader, canStandAlone: true);
                break;
            default:
                fixedText.Write(reader.ValueSpan);
                break;
        }
    }

    private void Members(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        fixedText.Write("{"u8);
        for (var isFirst = true; reader.Read() && reader.TokenType != JsonTokenType.EndObject; isFirst = false)
        {
            fixedText.Write(isFirst ? default : ","u8);
            Text(json, ref reader, canStandAlone: false);
            fixedText.Write(":"u8);
            reader.Read();
            Value(json, ref reader);
        }
        fixedText.Write("}"u8);
    }

    private void Items(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        fixedText.Write("["u8);
        for (var isFirst = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; isFirst = false)
        {
            fixedText.Write(isFirst ? default : ","u8);
            Value(json, ref reader);
        }
        fixedText.Write("]"u8);
    }

    private void Text(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, bool canStandAlone)
    {
        var text = reader.GetString()!;
        var start = reader.TokenStartIndex;
        var isPlain = !reader.ValueIsEscaped;
        var found = MacroText().Matches(text);
        if (canStandAlone && found is [var only] && only.Length == text.Length)
        {
            Add(only, Position.At(json, start + 1), standsAlone: true);
            return;
        }
        fixedText.Write("\""u8);
        var end = 0;
        foreach (var macro in found.Cast<Match>())
        {
            Fixed(text[end..macro.Index]);
            // Behind an escape the place of the text has to do.
            var offset = isPlain ? Encoding.UTF8.GetByteCount(text.AsSpan(0, macro.Index)) + 1 : 0;
            Add(macro, Position.At(json, start + offset), standsAlone: false);
            end = macro.Index + macro.Length;
        }
        Fixed(text[end..]);
        fixedText.Write("\""u8);
    }

    private void Add(Match found, Position place, bool standsAlone)
    {
        if (macros.Parse(found.Groups["content"].Value, out var fault, out var hint) is { } macro)
        {
            EndFixedText();
            parts.Add(new TemplatePart([], macro, standsAlone));
        }
        if ((fault ?? hint) is { } remedy)
        {
            problems.Add(new("format_file", $"{file}, {place}: {found.Value}", remedy, IsWarning: fault is null));
        }
    }

    private void Fixed(string text) =>
        fixedText.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    private void EndFixedText()
    {
        if (fixedText.WrittenCount > 0)
        {
            parts.Add(new TemplatePart(fixedText.WrittenSpan.ToArray()));
            fixedText.ResetWrittenCount();
        }
    }

    [GeneratedRegex(@"\{(?<content>[A-Za-z0-9_.(),%+\-*?\[\]^$]+)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MacroText();
}
