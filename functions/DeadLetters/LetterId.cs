namespace Forwarder.Functions.DeadLetters;

internal static class LetterId
{
    /// <summary>Whether a text can be the id of a dead letter: its key, which begins with a time.</summary>
    public static bool IsOne(string id) =>
        id.Length is > 0 and <= 512 && char.IsAsciiDigit(id[0]) && Tables.TableKey.IsLegal(id);
}
