using System.Globalization;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>The options of an RFC 5545 recurrence rule, as far as the simulator needs them.</summary>
internal static class RecurrenceRule
{
    private static readonly HashSet<string> Frequencies = new(StringComparer.Ordinal)
    {
        "YEARLY",
        "MONTHLY",
        "WEEKLY",
        "DAILY",
        "HOURLY",
        "MINUTELY",
        "SECONDLY",
    };

    private static readonly HashSet<string> Options = new(StringComparer.Ordinal)
    {
        "DTSTART",
        "WKST",
        "BYSETPOS",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYDAY",
        "BYHOUR",
        "BYMINUTE",
        "BYSECOND",
        "BYEASTER",
        "UNTIL",
    };

    public static bool IsValid(string rule)
    {
        var parts = rule.Split(';').Select(part => part.Split('=')).ToArray();
        return parts.All(IsOption) && parts.Count(part => part[0] == "FREQ") == 1;
    }

    /// <summary>
    /// The occurrence that a list shows: the running one, else the next. Rules that depend on the calendar are shown as stored.
    /// </summary>
    public static (long Start, long? Stop) Shown(string rule, long start, long? stop, long now)
    {
        if (stop is not { } end || end >= now || rule.Length == 0)
        {
            return (start, stop);
        }
        var options = rule.Split(';')
            .Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        if (options.Keys.Any(name => name is not ("FREQ" or "INTERVAL")))
        {
            return (start, stop);
        }
        var interval = options.TryGetValue("INTERVAL", out var text)
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : 1;
        var period = interval * SecondsOf(options["FREQ"]);
        if (period == 0)
        {
            return (start, stop);
        }
        var times = (now - end + period - 1) / period;
        return (start + (times * period), end + (times * period));
    }

    private static bool IsOption(string[] part) =>
        part.Length == 2
        && part[0] switch
        {
            "FREQ" => Frequencies.Contains(part[1]),
            "INTERVAL" or "COUNT" => int.TryParse(
                part[1],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                && number > 0,
            _ => Options.Contains(part[0]) && part[1].Length > 0,
        };

    private static long SecondsOf(string frequency) =>
        frequency switch
        {
            "WEEKLY" => 7 * 86_400,
            "DAILY" => 86_400,
            "HOURLY" => 3_600,
            "MINUTELY" => 60,
            "SECONDLY" => 1,
            _ => 0,
        };
}
