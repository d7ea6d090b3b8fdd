namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The format of one kind of events, from a customer's <c>format_file</c>; always writes valid JSON. Safe for concurrent use.</summary>
internal sealed class Template(IReadOnlyList<TemplatePart> parts, WantedValues wanted, MacroFlags flags, bool isEmpty)
{
    private const int UsualValues = 32;

    /// <summary>It yields an empty object or array: nothing is sent.</summary>
    public bool IsEmpty => isEmpty;

    /// <param name="line">Valid UTF-8 (<see cref="WireText.Repair"/>).</param>
    /// <exception cref="MalformedEventException">The line is not what an agent writes.</exception>
    public void Write(ReadOnlySpan<byte> line, JsonBuffer into)
    {
        var places = wanted.Count <= UsualValues ? stackalloc Range[UsualValues] : new Range[wanted.Count];
        places.Clear();
        wanted.Find(line, places);
        var values = new LineValues(line, places);
        var scratch = new JsonBuffer(256);
        foreach (var part in parts)
        {
            if (part.Macro is { } macro)
            {
                Write(macro, part.StandsAlone, values, scratch, into);
            }
            else
            {
                into.Append(part.Json);
            }
        }
    }

    private void Write(Macro macro, bool standsAlone, scoped in LineValues values, JsonBuffer scratch, JsonBuffer into)
    {
        scratch.Truncate(0);
        var value = macro.Source.Read(values, scratch);
        if (!value.IsEmpty && macro.Flag != MacroFlag.None)
        {
            value = flags.Apply(macro.Flag, value, values, scratch);
        }
        if (!standsAlone)
        {
            into.Append(
                value.IsEmpty ? macro.Written
                : value[0] == (byte)'"' ? value[1..^1]
                : value
            );
        }
        else if (value.IsEmpty)
        {
            into.Append((byte)'"');
            into.Append(macro.Written);
            into.Append((byte)'"');
        }
        else
        {
            into.Append(value);
        }
    }
}
