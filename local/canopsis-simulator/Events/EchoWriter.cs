using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Events;

/// <summary>One list of the answer: events as they were received, with the rewrites of the API.</summary>
internal sealed class EchoWriter(Caller caller, PooledBuffer list)
{
    private readonly byte[] author = Quote(caller.DisplayName);
    private readonly byte[] userId = Quote(caller.Id);
    private readonly byte[] role = Quote(caller.Role);
    private bool isContinued;

    public void Add(JsonElement element, in Rewrites rewrites)
    {
        if (isContinued)
        {
            list.Write(","u8);
        }
        isContinued = true;
        if (element.ValueKind != JsonValueKind.Object)
        {
            list.Write(JsonMarshal.GetRawUtf8Value(element));
            return;
        }
        var pending = rewrites;
        list.Write("{"u8);
        var isFirst = true;
        foreach (var property in element.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            var replaced = TakeReplacement(name, ref pending);
            var value = replaced.IsEmpty ? JsonMarshal.GetRawUtf8Value(property.Value) : replaced;
            Write(name, value, ref isFirst);
        }
        foreach (var name in Rewritable)
        {
            var added = TakeReplacement(name.Span, ref pending);
            if (!added.IsEmpty)
            {
                Write(name.Span, added, ref isFirst);
            }
        }
        list.Write("}"u8);
    }

    private static ReadOnlyMemory<byte>[] Rewritable { get; } =
    [
        "state"u8.ToArray(),
        "role"u8.ToArray(),
        "long_output"u8.ToArray(),
        "author"u8.ToArray(),
        "user_id"u8.ToArray(),
        "source_type"u8.ToArray(),
    ];

    /// <summary>The new value of this member, once, or nothing when it stays as it is.</summary>
    private ReadOnlySpan<byte> TakeReplacement(ReadOnlySpan<byte> name, ref Rewrites pending)
    {
        if (pending.State is { } state && name.SequenceEqual("state"u8))
        {
            pending.State = null;
            return Encoding.UTF8.GetBytes(state.ToString(CultureInfo.InvariantCulture));
        }
        if (pending.SetsRole && name.SequenceEqual("role"u8))
        {
            pending.SetsRole = false;
            return role;
        }
        if (pending.EmptiesLongOutput && name.SequenceEqual("long_output"u8))
        {
            pending.EmptiesLongOutput = false;
            return "\"\""u8;
        }
        if (pending.SetsAuthor && name.SequenceEqual("author"u8))
        {
            pending.SetsAuthor = false;
            return author;
        }
        if (pending.SetsUserId && name.SequenceEqual("user_id"u8))
        {
            pending.SetsUserId = false;
            return userId;
        }
        if (pending.SourceType != SourceKind.Unknown && name.SequenceEqual("source_type"u8))
        {
            var source = pending.SourceType;
            pending.SourceType = SourceKind.Unknown;
            return Quote(EventChecker.NameOf(source));
        }
        return default;
    }

    private void Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool isFirst)
    {
        list.Write(isFirst ? "\""u8 : ",\""u8);
        isFirst = false;
        list.Write(name);
        list.Write("\":"u8);
        list.Write(value);
    }

    private static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
}
