using System.Text;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Tests.Mapping.Templates;

public sealed class DateFormatTests
{
    // Sunday 1 January 2023, 12:05:09.
    private const long Sunday = 1672574709;

    [Theory]
    [InlineData("%a %A %b %B %h", "Sun Sunday Jan January Jan")]
    [InlineData("%C %d %e %j %m %y %Y", "20 01  1 001 01 23 2023")]
    [InlineData("%H %I %M %S %p %%", "12 12 05 09 PM %")]
    [InlineData("%u %w %U %W %V %G %g", "7 0 01 00 52 2022 22")]
    [InlineData("%c", "Sun Jan  1 12:05:09 2023")]
    [InlineData("%D %F %R %T %x %X", "01/01/23 2023-01-01 12:05 12:05:09 01/01/23 12:05:09")]
    [InlineData("%r %z %Z", "12:05:09 PM +0000 GMT")]
    [InlineData("\"%n%t", "\\\"\\n\\t")]
    public void A_time_is_written_as_strftime_does_in_the_C_locale(string format, string expected)
    {
        Assert.True(DateFormat.TryParse(format, out var dates, out _));
        Assert.Equal(expected, Encoding.UTF8.GetString(dates.Format(Sunday)!));
    }

    [Theory]
    [InlineData("%Y %Q", "%Q")]
    [InlineData("%", "%")]
    [InlineData("%%%", "%")]
    [InlineData("%Ey", "%E")]
    public void An_unknown_conversion_is_named(string format, string expected)
    {
        Assert.False(DateFormat.TryParse(format, out _, out var unknown));
        Assert.Equal(expected, unknown);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_time_beyond_the_calendar_has_no_form(long seconds)
    {
        Assert.Null(DateFormat.Default.Format(seconds));
    }
}
