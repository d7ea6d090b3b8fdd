using System.Buffers;
using System.Text;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>Rules for ids and texts that several routes share.</summary>
internal static class TextRules
{
    private const int Longest = 255;

    private static readonly SearchValues<char> NotInIds = SearchValues.Create("/?.$");

    /// <summary>An id may be absent; it has restricted characters and is unique.</summary>
    public static void CheckId(FieldErrors errors, string id, Func<string, bool> exists)
    {
        if (id.Length == 0)
        {
            return;
        }
        var isWrong = id.AsSpan().ContainsAny(NotInIds) || Encoding.UTF8.GetByteCount(id) > Longest;
        errors.AddWhen(isWrong, "_id", "ID", ErrorTexts.Forbidden);
        errors.AddWhen(exists(id), "_id", "ID", ErrorTexts.Exists);
    }

    /// <summary>A text that must be there and may have 255 characters.</summary>
    public static void CheckRequired(FieldErrors errors, string key, string label, string text)
    {
        errors.AddWhen(text.Length == 0, key, label, ErrorTexts.Missing);
        errors.AddWhen(text.EnumerateRunes().Count() > Longest, key, label, ErrorTexts.TooLong);
    }
}
