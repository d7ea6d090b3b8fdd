using System.Text;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>A place in a file, counted from 1; columns in characters.</summary>
internal readonly record struct Position(int Line, int Column)
{
    public static Position At(ReadOnlySpan<byte> file, long offset)
    {
        var before = file[..(int)Math.Min(offset, file.Length)];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new Position(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
