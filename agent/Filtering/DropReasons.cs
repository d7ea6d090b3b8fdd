using System.Text;

namespace Forwarder.Agent.Filtering;

/// <summary>The names under which drops are counted.</summary>
internal static class DropReasons
{
    private static readonly string[] Names = [.. Enum.GetNames<DropReason>().Select(SnakeCase)];

    public static int Count => Names.Length;

    /// <summary>For example <c>held_overflow</c>.</summary>
    public static string NameOf(DropReason reason) => Names[(int)reason];

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }
}
