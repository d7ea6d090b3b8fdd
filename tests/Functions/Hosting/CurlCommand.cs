using System.Text;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>What a recorded caller sent, read from the curl arguments that the recording notes.</summary>
internal sealed class CurlCommand
{
    private static readonly byte[] BinaryFile = [0x00, 0x01, 0xff, 0xfe, 0x62, 0x69, 0x6e, 0x80];

    public string? Method { get; private set; }
    public string Url { get; private set; } = "";
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Null when the arguments do not say it in full.</summary>
    public byte[]? Body { get; private set; } = [];

    public static CurlCommand Parse(string arguments)
    {
        var command = new CurlCommand();
        var words = Words(arguments);
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-X":
                    command.Method = words[++i];
                    break;
                case "-H":
                    var header = words[++i].Split(':', 2, StringSplitOptions.TrimEntries);
                    command.Headers.Add((header[0], header[1]));
                    break;
                case "--data-binary" or "-d":
                    command.Body = Data(words[++i]);
                    command.Method ??= "POST";
                    break;
                case "-F":
                    i++;
                    command.Body = null;
                    command.Method ??= "POST";
                    break;
                default:
                    command.Url = words[i];
                    break;
            }
        }
        return command;
    }

    private static byte[]? Data(string value) =>
        value switch
        {
            "@bin.dat" => BinaryFile,
            _ when value.Contains("$(", StringComparison.Ordinal) => null,
            _ => Encoding.UTF8.GetBytes(value),
        };

    private static List<string> Words(string arguments)
    {
        var words = new List<string>();
        var at = 0;
        while (at < arguments.Length)
        {
            if (arguments[at] == ' ')
            {
                at++;
                continue;
            }
            var word = new StringBuilder();
            char? quote = null;
            for (; at < arguments.Length && (quote is not null || arguments[at] != ' '); at++)
            {
                var character = arguments[at];
                if (character == quote)
                {
                    quote = null;
                }
                else if (quote is null && character is '\'' or '"' && quote is null)
                {
                    quote = character;
                }
                else if (quote == '"' && character == '\\')
                {
                    word.Append(arguments[++at]);
                }
                else
                {
                    word.Append(character);
                }
            }
            words.Add(word.ToString());
        }
        return words;
    }
}
