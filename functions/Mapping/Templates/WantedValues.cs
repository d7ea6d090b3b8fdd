using System.Text;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The values of an event line that a template needs, found in one walk over the line.</summary>
internal sealed class WantedValues
{
    private readonly List<(LineSection Section, byte[] Name)> wanted = [];

    public int Count => wanted.Count;

    /// <summary>The slot of a value, taken when it is wanted for the first time.</summary>
    public int Slot(LineSection section, string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        var known = wanted.FindIndex(value => value.Section == section && value.Name.AsSpan().SequenceEqual(utf8));
        if (known < 0)
        {
            wanted.Add((section, utf8));
        }
        return known < 0 ? wanted.Count - 1 : known;
    }

    /// <summary>Fills in where the values stand; absent ones keep the empty place.</summary>
    /// <exception cref="MalformedEventException">The line is no JSON object.</exception>
    public void Find(ReadOnlySpan<byte> line, Span<Range> places)
    {
        var cursor = new JsonCursor(line);
        if (!cursor.TryEnterObject())
        {
            throw new MalformedEventException("The event is not an object.");
        }
        Walk(ref cursor, line, LineSection.Event, places);
        cursor.End();
    }

    private void Walk(
        scoped ref JsonCursor cursor,
        ReadOnlySpan<byte> line,
        LineSection section,
        scoped Span<Range> places
    )
    {
        var isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out var name))
        {
            if (Inside(section, name) is { } inner)
            {
                if (cursor.TryEnterObject())
                {
                    Walk(ref cursor, line, inner, places);
                }
                continue;
            }
            var value = cursor.Value();
            if (IndexOf(section, name) is >= 0 and var slot && line.Overlaps(value, out var start))
            {
                places[slot] = start..(start + value.Length);
            }
        }
    }

    private int IndexOf(LineSection section, ReadOnlySpan<byte> name)
    {
        for (var slot = 0; slot < wanted.Count; slot++)
        {
            var (where, what) = wanted[slot];
            if (where == section && name.SequenceEqual(what))
            {
                return slot;
            }
        }
        return -1;
    }

    private static LineSection? Inside(LineSection section, ReadOnlySpan<byte> name) =>
        section switch
        {
            LineSection.Event when name.SequenceEqual("cache"u8) => LineSection.Cache,
            LineSection.Cache when name.SequenceEqual("host"u8) => LineSection.Host,
            LineSection.Cache when name.SequenceEqual("service"u8) => LineSection.Service,
            LineSection.Cache when name.SequenceEqual("ba"u8) => LineSection.Activity,
            LineSection.Cache when name.SequenceEqual("severity"u8) => LineSection.Severity,
            _ => null,
        };
}
