using System.Diagnostics.CodeAnalysis;
using System.Text;
using Forwarder.Contracts.LuaPatterns;

namespace Forwarder.Contracts.Parameters;

/// <summary>The patterns of <c>accepted_hosts</c> or <c>accepted_services</c> (stream-connector, chapters 1.5 and 1.9).</summary>
public sealed class LuaPatternList
{
    private readonly IReadOnlyList<LuaPattern> patterns;

    private LuaPatternList(IReadOnlyList<LuaPattern> patterns) => this.patterns = patterns;

    /// <summary>Reads the parameter with those that say how it is split; <paramref name="fault"/> names the part that is wrong.</summary>
    public static bool TryRead(
        ParameterSet parameters,
        string name,
        [NotNullWhen(true)] out LuaPatternList? list,
        [NotNullWhen(false)] out string? fault
    )
    {
        list = null;
        var text = parameters.Text(name);
        List<string> parts = text.Length == 0 ? [] : [text];
        if (text.Length > 0 && parameters.Flag($"{name}_enable_split_pattern"))
        {
            var separators = parameters.Text($"{name}_split_character");
            // The reference puts the characters into a set, where some of them mean more than themselves.
            if (!LuaPattern.TryParse($"[^{separators}]+", out var part, out _))
            {
                fault = $"'{separators}' separates nothing";
                return false;
            }
            parts = Split(text, part);
            if (parts.Count == 0)
            {
                fault = "it has nothing but separators";
                return false;
            }
        }
        var read = new List<LuaPattern>();
        foreach (var part in parts)
        {
            if (!LuaPattern.TryParse(part, out var pattern, out var reason))
            {
                fault = $"'{part}': {reason}";
                return false;
            }
            read.Add(pattern);
        }
        list = new LuaPatternList(read);
        fault = null;
        return true;
    }

    /// <summary>Every name is accepted.</summary>
    public bool IsEmpty => patterns.Count == 0;

    /// <summary>
    /// Whether one of the patterns occurs in the name; without patterns, always. A search that is given up counts as an
    /// occurrence: an event too much is better than one lost.
    /// </summary>
    public bool Accepts(ReadOnlySpan<byte> name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Match(name) != LuaMatch.NotFound)
            {
                return true;
            }
        }
        return IsEmpty;
    }

    private static List<string> Split(string text, LuaPattern part)
    {
        var parts = new List<string>();
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = 0;
        while (part.Find(bytes, at, bytes.Length * 16 + 16, out var start, out var length) == LuaMatch.Found)
        {
            parts.Add(Encoding.UTF8.GetString(bytes, start, length));
            at = start + length;
        }
        return parts;
    }
}
