using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Events;

/// <summary>
/// Identity of an event: a hash of its canonical form, in which members are sorted by name, escapes are resolved and white
/// space is gone. Two events are the same when all their members are.
/// </summary>
internal sealed class EventIdentity : IDisposable
{
    private readonly PooledBuffer canonical = new(4096);

    public UInt128 Of(JsonElement element)
    {
        canonical.Clear();
        Write(element);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.Written.Span, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public void Dispose() => canonical.Dispose();

    private void Write(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element);
                break;
            case JsonValueKind.Array:
                canonical.Write("["u8);
                foreach (var item in element.EnumerateArray())
                {
                    Write(item);
                    canonical.Write(","u8);
                }
                canonical.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteText(element);
                break;
            default:
                canonical.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private void WriteObject(JsonElement element)
    {
        var count = element.GetPropertyCount();
        var members = ArrayPool<JsonProperty>.Shared.Rent(count);
        var filled = 0;
        foreach (var member in element.EnumerateObject())
        {
            members[filled++] = member;
        }
        var sorted = members.AsSpan(0, count);
        sorted.Sort(
            static (a, b) =>
                JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b))
        );
        canonical.Write("{"u8);
        foreach (var member in sorted)
        {
            canonical.Write("\""u8);
            canonical.Write(JsonMarshal.GetRawUtf8PropertyName(member));
            canonical.Write("\":"u8);
            Write(member.Value);
            canonical.Write(","u8);
        }
        canonical.Write("}"u8);
        ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
    }

    private void WriteText(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        ReadOnlySpan<byte> text = raw[1..^1];
        if (text.Contains((byte)'\\'))
        {
            try
            {
                text = Encoding.UTF8.GetBytes(element.GetString()!);
            }
            catch (InvalidOperationException)
            {
                // An escaped half of a surrogate pair has no other form than its escape.
            }
        }
        // The length in front keeps a text apart from anything that it might contain.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        canonical.Write("\""u8);
        canonical.Write(length);
        canonical.Write(text);
    }
}
