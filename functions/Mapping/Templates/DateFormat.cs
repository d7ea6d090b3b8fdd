using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>A time in the conversions of strftime, in the C locale (stream-connector.md 6.4).</summary>
internal sealed class DateFormat
{
    private const string Conversions = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";

    private readonly string format;

    private DateFormat(string format) => this.format = format;

    public static DateFormat Default { get; } = new("%Y-%m-%d %X");

    public static bool TryParse(
        string format,
        [NotNullWhen(true)] out DateFormat? dates,
        [NotNullWhen(false)] out string? unknown
    )
    {
        for (var at = format.IndexOf('%', StringComparison.Ordinal); at >= 0; at = format.IndexOf('%', at + 2))
        {
            if (at + 1 == format.Length || !Conversions.Contains(format[at + 1], StringComparison.Ordinal))
            {
                dates = null;
                unknown = format[at..Math.Min(at + 2, format.Length)];
                return false;
            }
            if (at + 2 >= format.Length)
            {
                break;
            }
        }
        dates = new DateFormat(format);
        unknown = null;
        return true;
    }

    /// <param name="seconds">Unix seconds.</param>
    /// <returns>JSON string content; null for a time that no calendar reaches.</returns>
    public byte[]? Format(long seconds)
    {
        if (
            seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
        {
            return null;
        }
        var text = new StringBuilder();
        Append(text, format, DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);
        return JsonEncodedText
            .Encode(text.ToString(), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .EncodedUtf8Bytes.ToArray();
    }

    private static void Append(StringBuilder text, string format, DateTime time)
    {
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }
            var conversion = format[++at];
            if (Composed(conversion) is { } composed)
            {
                Append(text, composed, time);
            }
            else
            {
                text.Append(Convert(conversion, time));
            }
        }
    }

    private static string? Composed(char conversion) =>
        conversion switch
        {
            'c' => "%a %b %e %H:%M:%S %Y",
            'D' or 'x' => "%m/%d/%y",
            'F' => "%Y-%m-%d",
            'r' => "%I:%M:%S %p",
            'R' => "%H:%M",
            'T' or 'X' => "%H:%M:%S",
            _ => null,
        };

    private static string Convert(char conversion, DateTime time)
    {
        var weekday = (int)time.DayOfWeek;
        return conversion switch
        {
            'a' => Named(time, "ddd"),
            'A' => Named(time, "dddd"),
            'b' or 'h' => Named(time, "MMM"),
            'B' => Named(time, "MMMM"),
            'C' => Digits(time.Year / 100, 2),
            'd' => Digits(time.Day, 2),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'g' => Digits(ISOWeek.GetYear(time) % 100, 2),
            'G' => ISOWeek.GetYear(time).ToString(CultureInfo.InvariantCulture),
            'H' => Digits(time.Hour, 2),
            'I' => Digits(((time.Hour + 11) % 12) + 1, 2),
            'j' => Digits(time.DayOfYear, 3),
            'm' => Digits(time.Month, 2),
            'M' => Digits(time.Minute, 2),
            'n' => "\n",
            'p' => time.Hour < 12 ? "AM" : "PM",
            'S' => Digits(time.Second, 2),
            't' => "\t",
            'u' => Digits(weekday == 0 ? 7 : weekday, 1),
            'U' => Digits((time.DayOfYear + 6 - weekday) / 7, 2),
            'V' => Digits(ISOWeek.GetWeekOfYear(time), 2),
            'w' => Digits(weekday, 1),
            'W' => Digits((time.DayOfYear + 6 - ((weekday + 6) % 7)) / 7, 2),
            'y' => Digits(time.Year % 100, 2),
            'Y' => time.Year.ToString(CultureInfo.InvariantCulture),
            'z' => "+0000",
            'Z' => "GMT",
            _ => "%",
        };
    }

    private static string Named(DateTime time, string form) => time.ToString(form, CultureInfo.InvariantCulture);

    private static string Digits(int number, int width) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
