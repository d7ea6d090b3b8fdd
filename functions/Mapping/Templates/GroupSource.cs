using System.Text;
using Forwarder.Contracts.LuaPatterns;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary><c>groups(G,F,P)</c>: the names of a list that a Lua pattern finds, as an array or as one text with commas (stream-connector.md 6.2).</summary>
/// <param name="nameMember">Member of an item that holds its name.</param>
internal sealed class GroupSource(int list, byte[] nameMember, bool isTable, LuaPattern pattern) : MacroSource
{
    public override ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch)
    {
        var names = new GroupNameEnumerator(values[list], nameMember);
        scratch.Append(isTable ? (byte)'[' : (byte)'"');
        var isFirst = true;
        while (names.TryNext(out var name))
        {
            var decoded = name.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(WireText.ToText(name)) : name;
            if (pattern.Match(decoded) != LuaMatch.Found)
            {
                continue;
            }
            scratch.Append(isFirst ? default : ","u8);
            scratch.Append(isTable ? "\""u8 : default);
            scratch.Append(name);
            scratch.Append(isTable ? "\""u8 : default);
            isFirst = false;
        }
        scratch.Append(isTable ? (byte)']' : (byte)'"');
        return scratch.Written.Span;
    }
}
