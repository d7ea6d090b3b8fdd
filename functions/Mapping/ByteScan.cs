using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Forwarder.Functions.Mapping;

/// <summary>
/// Finds where a token of JSON ends. Names and numbers are mostly shorter than 16 bytes, for which the general searches of spans cost more than
/// the search itself.
/// </summary>
internal static class ByteScan
{
    /// <summary>Bytes up to the first quote, backslash or control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainText(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        for (; at <= bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var block = Load(bytes, at);
            var ends =
                Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            if (ends != Vector128<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
            }
        }
        while (at < bytes.Length && bytes[at] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
        {
            at++;
        }
        return at;
    }

    /// <summary>Bytes of a number, true, false or null: up to the first comma, closing bracket or white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Literal(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        for (; at <= bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var block = Load(bytes, at);
            var ends =
                Vector128.Equals(block, Vector128.Create((byte)','))
                // ']' and '}' differ in this one bit
                | Vector128.Equals(block | Vector128.Create((byte)0x20), Vector128.Create((byte)'}'))
                | Vector128.LessThanOrEqual(block, Vector128.Create((byte)' '));
            if (ends != Vector128<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
            }
        }
        while (at < bytes.Length && bytes[at] is not ((byte)',' or (byte)']' or (byte)'}' or <= (byte)' '))
        {
            at++;
        }
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> bytes, int at) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)at);
}
