using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Tests.Downtimes;

public sealed class DowntimeUpdateTests
{
    private static readonly PbehaviorAnswer Broken = new(PbehaviorAnswerClass.RetryLater) { Status = 500 };

    private readonly DowntimeUpdate update = new(new(TimeProvider.System, TimeSpan.FromMinutes(1)));

    [Fact]
    public void Only_three_requests_without_an_answer_in_a_row_are_an_outage()
    {
        Assert.False(update.CountOutage(Broken) || update.CountOutage(Broken));
        update.CountAnswered();
        Assert.False(update.CountOutage(Broken) || update.CountOutage(Broken));
        Assert.True(update.MayGoOn);

        Assert.True(update.CountOutage(Broken));
        Assert.False(update.MayGoOn);
        Assert.False(update.CountOutage(Broken));
    }

    [Fact]
    public void What_answers_at_all_is_not_away()
    {
        Assert.False(update.IsUnanswered);
        update.CountOutage(Broken);
        Assert.True(update.IsUnanswered);
        update.CountAnswered();
        update.CountOutage(Broken);
        Assert.False(update.IsUnanswered);
    }

    [Fact]
    public void What_was_not_answered_pauses_for_a_quarter_of_an_hour_at_most()
    {
        var progress = DowntimeProgress.Pending.Unanswered("create 500", default);
        Assert.Equal((1, DateTimeOffset.MinValue.AddMinutes(1)), (progress.Attempts, progress.NextTry));

        for (var i = 0; i < 9; i++)
        {
            progress = progress.Unanswered("create 500", default);
        }
        Assert.Equal(DateTimeOffset.MinValue.AddMinutes(15), progress.NextTry);
    }
}
