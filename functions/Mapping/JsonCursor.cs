using System.Runtime.CompilerServices;

namespace Forwarder.Functions.Mapping;

/// <summary>
/// Walks one JSON object and hands out its tokens as they stand on the wire, so that most of an event is copied without being decoded.
/// Strings are checked to be valid JSON; numbers and literals are not, see <see cref="WireValue"/>.
/// </summary>
/// <remarks>
/// Instead of <c>Utf8JsonReader</c> because reading tokens is most of the work of mapping, and this takes about 60 % of its time.
/// Member names are compared as written: an agent never escapes them.
/// </remarks>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    /// <summary>The same limit as for every line of a pack.</summary>
    private const int DeepestNesting = 32;

    private readonly ReadOnlySpan<byte> json = json;
    private int at;

    /// <summary>Enters an object; false, and passed over, when the value is something else.</summary>
    public bool TryEnterObject() => TryEnter((byte)'{');

    /// <summary>Enters an array; false, and passed over, when the value is something else.</summary>
    public bool TryEnterArray() => TryEnter((byte)'[');

    /// <summary>The next member's name; its value must be read or skipped before the next call. False at the end of the object.</summary>
    public bool TryNextMember(ref bool isFirst, out ReadOnlySpan<byte> name)
    {
        if (!TryNext(ref isFirst, (byte)'}'))
        {
            name = default;
            return false;
        }
        name = String();
        Expect((byte)':');
        return true;
    }

    /// <summary>True when another item of the array follows; it must be read or skipped before the next call.</summary>
    public bool TryNextItem(ref bool isFirst) => TryNext(ref isFirst, (byte)']');

    /// <summary>The whole next value, quotes and brackets included.</summary>
    public ReadOnlySpan<byte> Value()
    {
        Peek();
        var start = at;
        Skip();
        return json[start..at];
    }

    public void Skip() => Skip(1);

    /// <summary>Nothing but white space may follow the object.</summary>
    public void End()
    {
        if (json[at..].ContainsAnyExcept(" \t\r\n"u8))
        {
            throw new MalformedEventException("Text follows the event.");
        }
    }

    private void Skip(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new MalformedEventException("The event is nested too deeply.");
        }
        var isFirst = true;
        switch (Peek())
        {
            case (byte)'"':
                String();
                break;
            case (byte)'{':
                TryEnterObject();
                while (TryNextMember(ref isFirst, out _))
                {
                    Skip(depth + 1);
                }
                break;
            case (byte)'[':
                TryEnterArray();
                while (TryNextItem(ref isFirst))
                {
                    Skip(depth + 1);
                }
                break;
            default:
                PassLiteral();
                break;
        }
    }

    private bool TryEnter(byte opening)
    {
        if (Peek() != opening)
        {
            Skip();
            return false;
        }
        at++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNext(ref bool isFirst, byte closing)
    {
        if (Peek() == closing)
        {
            at++;
            return false;
        }
        if (!isFirst)
        {
            Expect((byte)',');
        }
        isFirst = false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> String()
    {
        Expect((byte)'"');
        var start = at;
        while (true)
        {
            at += ByteScan.PlainText(json[at..]) + 1;
            if (at > json.Length)
            {
                throw new MalformedEventException("A text does not end.");
            }
            switch (json[at - 1])
            {
                case (byte)'"':
                    return json[start..(at - 1)];
                case (byte)'\\':
                    PassEscape();
                    break;
                default:
                    throw new MalformedEventException("A text holds a control character that is not escaped.");
            }
        }
    }

    private void PassEscape()
    {
        if (at >= json.Length)
        {
            throw new MalformedEventException("A text does not end.");
        }
        switch (json[at++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return;
            case (byte)'u' when json.Length - at >= 4 && WireText.TryHexadecimal(json.Slice(at, 4), out _):
                at += 4;
                return;
            default:
                throw new MalformedEventException("A text holds an unknown escape.");
        }
    }

    private void PassLiteral()
    {
        var bytes = ByteScan.Literal(json[at..]);
        if (bytes == 0)
        {
            throw new MalformedEventException("A value is missing.");
        }
        at += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Peek()
    {
        if ((uint)at < (uint)json.Length && json[at] > (byte)' ')
        {
            return json[at];
        }
        return PeekBehindWhiteSpace();
    }

    private byte PeekBehindWhiteSpace()
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }
        return at < json.Length ? json[at] : throw new MalformedEventException("The event does not end.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Expect(byte token)
    {
        if (Peek() != token)
        {
            throw new MalformedEventException("The event is not a JSON object as agents write it.");
        }
        at++;
    }
}
