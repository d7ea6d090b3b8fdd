namespace Forwarder.Agent.Tests;

public sealed class TroubleNoticeTests
{
    private readonly SteppedClock clock = new();

    [Fact]
    public void A_trouble_that_lasts_is_told_at_once_and_every_hour_and_its_end_once()
    {
        var notice = new TroubleNotice(clock);
        Assert.True(notice.TryTell());
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(notice.TryTell());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(notice.TryTell());
        Assert.True(notice.TryEnd());
        Assert.False(notice.TryEnd());
    }

    [Fact]
    public void One_that_comes_and_goes_is_told_once_a_minute()
    {
        var notice = new TroubleNotice(clock);
        var told = 0;
        for (var second = 0; second < 180; second++)
        {
            told += notice.TryTell() ? 1 : 0;
            notice.TryEnd();
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(3, told);
    }
}
