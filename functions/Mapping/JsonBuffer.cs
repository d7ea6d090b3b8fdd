using System.Runtime.CompilerServices;

namespace Forwarder.Functions.Mapping;

/// <summary>A growing run of UTF-8 bytes, reused from request to request. Not thread-safe.</summary>
internal sealed class JsonBuffer(int firstBytes = 64 * 1024)
{
    private byte[] bytes = new byte[firstBytes];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> more)
    {
        if (more.Length > bytes.Length - Length)
        {
            Grow(more.Length);
        }
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    public void Append(byte single) => Append(new ReadOnlySpan<byte>(in single));

    /// <summary>Forgets everything from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Forgets the first bytes and moves the rest to the front.</summary>
    public void RemoveFirst(int count)
    {
        bytes.AsSpan(count, Length - count).CopyTo(bytes);
        Length -= count;
    }

    public void Replace(int index, byte value) => bytes.AsSpan(0, Length)[index] = value;

    private void Grow(int more) => Array.Resize(ref bytes, Math.Max(checked(Length + more), bytes.Length * 2));
}
