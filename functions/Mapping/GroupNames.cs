namespace Forwarder.Functions.Mapping;

/// <summary>Writes the names of a group list as a JSON array: in the order of the cache, or sorted by bytes (stream-connector.md 3.6).</summary>
internal static class GroupNames
{
    private const int UsualGroups = 32;

    public static void Write(JsonBuffer into, ReadOnlySpan<byte> groups, bool sorted)
    {
        into.Append((byte)'[');
        if (!groups.IsEmpty)
        {
            if (sorted)
            {
                WriteSorted(into, groups);
            }
            else
            {
                WriteAll(into, groups);
            }
        }
        into.Append((byte)']');
    }

    private static void WriteAll(JsonBuffer into, ReadOnlySpan<byte> groups)
    {
        var names = new GroupNameEnumerator(groups, "group_name"u8);
        var isFirst = true;
        while (names.TryNext(out var name))
        {
            WriteOne(into, name, ref isFirst);
        }
    }

    private static void WriteSorted(JsonBuffer into, ReadOnlySpan<byte> groups)
    {
        var count = Count(groups);
        var order = count <= UsualGroups ? stackalloc Range[count] : new Range[count];
        var names = new GroupNameEnumerator(groups, "group_name"u8);
        for (var i = 0; names.TryNext(out var name); i++)
        {
            var place = i;
            while (place > 0 && WireText.Compare(name, groups[order[place - 1]]) < 0)
            {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = names.Last;
        }
        var isFirst = true;
        foreach (var range in order)
        {
            WriteOne(into, groups[range], ref isFirst);
        }
    }

    private static int Count(ReadOnlySpan<byte> groups)
    {
        var count = 0;
        var names = new GroupNameEnumerator(groups, "group_name"u8);
        while (names.TryNext(out _))
        {
            count++;
        }
        return count;
    }

    private static void WriteOne(JsonBuffer into, ReadOnlySpan<byte> name, ref bool isFirst)
    {
        into.Append(isFirst ? "\""u8 : ",\""u8);
        into.Append(name);
        into.Append((byte)'"');
        isFirst = false;
    }
}
