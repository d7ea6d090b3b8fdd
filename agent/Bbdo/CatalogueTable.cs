using System.Globalization;

namespace Forwarder.Agent.Bbdo;

/// <summary>Reads the tables of <see cref="LegacyEvents"/> and <see cref="ProtobufEvents"/>, once at start.</summary>
internal static class CatalogueTable
{
    public static IEnumerable<EventType> Read(string table, WireEncoding encoding)
    {
        List<string> entry = [];
        foreach (string line in table.Split('\n'))
        {
            if (entry.Count > 0 && !line.StartsWith(' '))
            {
                yield return ReadEntry(string.Concat(entry), encoding);
                entry.Clear();
            }

            entry.Add(line);
        }

        yield return ReadEntry(string.Concat(entry), encoding);
    }

    private static EventType ReadEntry(string entry, WireEncoding encoding)
    {
        int equals = entry.IndexOf('=', StringComparison.Ordinal);
        string[] head = entry[..equals].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        uint id = uint.Parse(head[0], CultureInfo.InvariantCulture);
        EventType? type = null;
        foreach (string layout in entry[(equals + 1)..].Split('|').Reverse())
        {
            type = new EventType(id, head[1], Enum.Parse<EventKind>(PascalCase(head[1])), encoding, ReadFields(layout))
            {
                OtherLayout = type,
            };
        }

        return type!;
    }

    private static EventField[] ReadFields(string layout)
    {
        List<EventField> fields = [];
        foreach (
            string field in layout.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            fields.Add(ReadField(field, fields.Count));
            if (fields[^1].Type == WireType.Version)
            {
                fields.Add(new(Field.Major, "major", WireType.UInt32, fields.Count, number: 0));
                fields.Add(new(Field.Minor, "minor", WireType.UInt32, fields.Count, number: 0));
                fields.Add(new(Field.Patch, "patch", WireType.UInt32, fields.Count, number: 0));
            }
        }

        return [.. fields];
    }

    private static EventField ReadField(string text, int slot)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = text[(equals + 1)..colon].Trim('~', '*', '?');
        string type = text[(colon + 1)..];
        return new EventField(
            Enum.Parse<Field>(PascalCase(name)),
            name,
            TypeOf(type.Replace("optional_", "", StringComparison.Ordinal)),
            slot,
            equals < 0 ? 0 : int.Parse(text.AsSpan(0, equals), CultureInfo.InvariantCulture)
        )
        {
            IsKey = text.Contains('*', StringComparison.Ordinal),
            ZeroIsUnset = text.Contains('?', StringComparison.Ordinal),
            IsPublic = !text.StartsWith('~'),
            IsOptional = type.StartsWith("optional_", StringComparison.Ordinal),
        };
    }

    private static WireType TypeOf(string name) =>
        name switch
        {
            "b" or "bool" => WireType.Boolean,
            "i16" => WireType.Int16,
            "i32" or "int32" or "enum" => WireType.Int32,
            "u32" or "uint32" => WireType.UInt32,
            "u64" or "uint64" => WireType.UInt64,
            "int64" => WireType.Int64,
            "t" => WireType.Time,
            "d" or "double" => WireType.Double,
            "s" or "string" => WireType.Text,
            "header" => WireType.Header,
            "version" => WireType.Version,
            "tags" => WireType.Tags,
            _ => throw new FormatException($"The event catalogue has no field type '{name}'."),
        };

    private static string PascalCase(string name) =>
        string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
