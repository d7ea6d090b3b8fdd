using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Delivery;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>The rows of "Answer classes" that decide about events (architecture).</summary>
public sealed class ChunkCourseTests
{
    private static readonly string[] Objects = ["a", "b", "a", "c", "b", "a", "d", "e", "f", "a"];

    private readonly ChunkCourse course = new(Objects.Length, () => Objects);

    [Fact]
    public void A_chunk_that_is_taken_is_sent_once()
    {
        Assert.Equal(Enumerable.Range(0, 10), Send());

        course.Answer(new CanopsisAnswer(AnswerClass.Delivered));

        Assert.IsType<ChunkStep.Finished>(course.Next);
        Assert.All(course.Fates, fate => Assert.Equal(EventFate.Delivered, fate));
    }

    [Fact]
    public void A_refused_event_is_sent_again_with_what_follows_of_its_object()
    {
        course.Answer(Refusing(2));
        Assert.IsType<ChunkStep.Pause>(course.Next);
        course.Resume();

        Assert.Equal([2, 5, 9], Send());
        course.Answer(new CanopsisAnswer(AnswerClass.Delivered));

        Assert.IsType<ChunkStep.Finished>(course.Next);
        Assert.Equal(2, course.Resent);
        Assert.All(course.Fates, fate => Assert.Equal(EventFate.Delivered, fate));
    }

    [Fact]
    public void An_event_refused_three_times_is_a_dead_letter_and_what_follows_is_delivered()
    {
        course.Answer(Refusing(2));
        course.Resume();
        // One of three is more than a fifth: whether it is the event is asked each time.
        course.Answer(Refusing(0));
        Assert.IsType<ChunkStep.Probe>(course.Next);
        course.AnswerProbe(new CanopsisAnswer(AnswerClass.Delivered));
        course.Resume();
        course.Answer(Refusing(0));
        course.AnswerProbe(new CanopsisAnswer(AnswerClass.Delivered));

        Assert.IsType<ChunkStep.Finished>(course.Next);
        Assert.Equal(new EventFate(true, DeadLetterReason.Refused, 200), course.Fates[2]);
        Assert.Equal(9, course.Fates.Count(fate => fate == EventFate.Delivered));
    }

    [Fact]
    public void When_the_probe_is_refused_too_nothing_is_blamed_and_the_lane_waits()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(Enumerable.Range(0, 10), Send());
            course.Answer(Refusing([.. Enumerable.Range(0, 10)]));
            Assert.IsType<ChunkStep.Probe>(course.Next);
            course.AnswerProbe(Refusing(0));
            if (attempt < 2)
            {
                Assert.IsType<ChunkStep.Pause>(course.Next);
                course.Resume();
            }
        }

        Assert.Equal(new ChunkStep.Blocked(BlockReason.Outage), course.Next);
        Assert.All(course.Fates, fate => Assert.Equal(EventFate.Waiting, fate));
    }

    [Theory]
    [InlineData(AnswerClass.RetryLater, BlockReason.RetryLater)]
    [InlineData(AnswerClass.Misconfigured, BlockReason.Misconfigured)]
    internal void Other_answers_stop_the_lane(AnswerClass answer, BlockReason reason)
    {
        course.Answer(new CanopsisAnswer(answer));

        Assert.Equal(new ChunkStep.Blocked(reason), course.Next);
        Assert.All(course.Fates, fate => Assert.Equal(EventFate.Waiting, fate));
    }

    [Theory]
    [InlineData(AnswerClass.TooLarge, DeadLetterReason.TooLarge, 413)]
    [InlineData(AnswerClass.Invalid, DeadLetterReason.NotUnderstood, 400)]
    internal void A_body_that_is_not_taken_is_halved_until_one_event_is_left(
        AnswerClass answer,
        DeadLetterReason reason,
        int status
    )
    {
        var order = new List<int>();
        while (course.Next is not ChunkStep.Finished)
        {
            if (course.Next is ChunkStep.Probe)
            {
                course.AnswerProbe(new CanopsisAnswer(AnswerClass.Delivered));
                continue;
            }
            var sent = Send();
            var isBad = sent.Contains(6);
            order.AddRange(isBad ? [] : sent);
            course.Answer(new CanopsisAnswer(isBad ? answer : AnswerClass.Delivered) { Status = status });
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 7, 8, 9], order);
        Assert.Equal(new EventFate(true, reason, status), course.Fates[6]);
    }

    [Fact]
    public void When_the_probe_is_not_understood_either_the_address_is_wrong_not_the_event()
    {
        var alone = new ChunkCourse(1, () => ["a"]);
        alone.Answer(new CanopsisAnswer(AnswerClass.Invalid));
        Assert.IsType<ChunkStep.Probe>(alone.Next);

        alone.AnswerProbe(new CanopsisAnswer(AnswerClass.Invalid));

        Assert.Equal(new ChunkStep.Blocked(BlockReason.Misconfigured), alone.Next);
        Assert.Equal(EventFate.Waiting, alone.Fates[0]);
    }

    [Fact]
    public void Whatever_events_are_wrong_the_others_arrive_and_the_last_of_each_object_is_its_last() =>
        Prop.ForAll(
                Gen.Choose(0, 4).Two().ListOf().ToArbitrary(),
                events => events.Count == 0 || ArrivesInOrder([.. events])
            )
            .QuickCheckThrowOnFailure();

    // Each event: its object, and whether Canopsis refuses it (0), does not understand a body with it (1) or takes it.
    private static bool ArrivesInOrder(List<(int About, int Nature)> events)
    {
        var trial = new ChunkCourse(events.Count, () => [.. events.Select(one => $"{one.About}")]);
        var taken = new List<int>();
        for (var steps = 0; trial.Next is not ChunkStep.Finished; steps++)
        {
            if (steps > 100 * events.Count || trial.Next is ChunkStep.Blocked)
            {
                return false;
            }
            switch (trial.Next)
            {
                case ChunkStep.Probe:
                    trial.AnswerProbe(new CanopsisAnswer(AnswerClass.Delivered));
                    break;
                case ChunkStep.Pause:
                    trial.Resume();
                    break;
                case ChunkStep.Send send:
                    trial.Answer(Receive(events, send.Positions, taken));
                    break;
            }
        }
        return events
                .Select((one, position) => (one, position))
                .All(each => (each.one.Nature < 2) == trial.Fates[each.position].Reason.HasValue)
            && Enumerable
                .Range(0, 5)
                .All(about =>
                    taken.LastOrDefault(position => events[position].About == about, -1)
                    == events.FindLastIndex(one => one.About == about && one.Nature >= 2)
                );
    }

    private static CanopsisAnswer Receive(
        List<(int About, int Nature)> events,
        IReadOnlyList<int> sent,
        List<int> taken
    )
    {
        if (sent.Any(position => events[position].Nature == 1))
        {
            return new CanopsisAnswer(AnswerClass.Invalid) { Status = 400 };
        }
        var refused = Enumerable.Range(0, sent.Count).Where(index => events[sent[index]].Nature == 0).ToArray();
        taken.AddRange(sent.Where((_, index) => !refused.Contains(index)));
        return refused.Length == 0 ? new CanopsisAnswer(AnswerClass.Delivered) : Refusing(refused);
    }

    private static CanopsisAnswer Refusing(params int[] positions) =>
        new(AnswerClass.Refused) { Status = 200, RefusedEvents = positions };

    private IReadOnlyList<int> Send() => Assert.IsType<ChunkStep.Send>(course.Next).Positions;
}
