namespace Forwarder.Functions.Mapping;

/// <summary>Walks the names in a list of groups, as JSON string content. Items without a name are passed over.</summary>
internal ref struct GroupNameEnumerator
{
    private readonly ReadOnlySpan<byte> groups;
    private readonly ReadOnlySpan<byte> nameMember;
    private readonly bool isArray;
    private JsonCursor cursor;
    private bool isFirst = true;

    /// <param name="groups">The JSON array; empty for none.</param>
    public GroupNameEnumerator(ReadOnlySpan<byte> groups, ReadOnlySpan<byte> nameMember)
    {
        this.groups = groups;
        this.nameMember = nameMember;
        cursor = new JsonCursor(groups);
        isArray = !groups.IsEmpty && cursor.TryEnterArray();
    }

    /// <summary>Where the last name stands in the list.</summary>
    public Range Last { get; private set; }

    public bool TryNext(out ReadOnlySpan<byte> name)
    {
        name = default;
        while (name.IsEmpty && isArray && cursor.TryNextItem(ref isFirst))
        {
            name = NameOf();
        }
        if (name.IsEmpty || !groups.Overlaps(name, out var start))
        {
            return false;
        }
        Last = start..(start + name.Length);
        return true;
    }

    private ReadOnlySpan<byte> NameOf()
    {
        ReadOnlySpan<byte> found = default;
        if (!cursor.TryEnterObject())
        {
            return found;
        }
        var isFirstMember = true;
        while (cursor.TryNextMember(ref isFirstMember, out var member))
        {
            var value = cursor.Value();
            if (member.SequenceEqual(nameMember))
            {
                found = WireValue.Text(value);
            }
        }
        return found;
    }
}
