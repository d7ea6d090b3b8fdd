using System.Text.RegularExpressions;

namespace Forwarder.Contracts.Publishers;

/// <summary>
/// Who publishes: <c>&lt;customer&gt;.&lt;agent&gt;</c>. One publisher is one lane. The broker annotation <c>x-opt-publisher</c>,
/// which only the publisher endpoint sets, carries it; nothing in a payload says who the customer is.
/// </summary>
public readonly partial record struct PublisherId(string Customer, string Agent)
{
    /// <summary>What a valid id looks like, for messages.</summary>
    public const string Form = "<customer>.<agent>, each 1 to 40 of a-z, 0-9 and -";

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, out PublisherId id)
    {
        var match = Pattern().Match(text ?? "");
        id = match.Success ? new PublisherId(match.Groups["customer"].Value, match.Groups["agent"].Value) : default;
        return match.Success;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Customer}.{Agent}";

    [GeneratedRegex(
        @"\A(?<customer>[a-z0-9-]{1,40})\.(?<agent>[a-z0-9-]{1,40})\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
