using Forwarder.Functions.Delivery;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class AcceptedPacksTests
{
    [Fact]
    public void Only_what_was_accepted_is_a_repeat_and_all_of_it_is_while_there_are_few_gaps() =>
        Prop.ForAll(
                Gen.Choose(0, 12).ListOf().ToArbitrary(),
                sequences =>
                {
                    var accepted = AcceptedPacks.None;
                    var reference = new HashSet<long>();
                    var mostGaps = 0;
                    foreach (var sequence in sequences)
                    {
                        accepted = accepted.With(new PackKey("e", sequence));
                        reference.Add(sequence);
                        mostGaps = Math.Max(mostGaps, Gaps(reference));
                    }
                    var known = Enumerable.Range(0, 14).Where(n => accepted.Contains(new PackKey("e", n))).ToList();
                    // Sequence 0 is never missing in front of 1: agents count from 1.
                    return known.TrueForAll(n => reference.Contains(n) || (n == 0 && sequences[0] == 1))
                        && (mostGaps > 3 || reference.All(n => known.Contains((int)n)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_pack_that_was_jumped_over_is_new_when_it_comes()
    {
        var accepted = AcceptedPacks.None.With(new PackKey("e", 1)).With(new PackKey("e", 5));

        Assert.Equal(0, accepted.MissingBefore(new PackKey("e", 6)));
        Assert.Equal(3, accepted.MissingBefore(new PackKey("e", 9)));
        Assert.False(accepted.Contains(new PackKey("e", 3)));
        Assert.True(accepted.With(new PackKey("e", 3)).Contains(new PackKey("e", 3)));
        Assert.False(accepted.With(new PackKey("e", 3)).Contains(new PackKey("e", 4)));
    }

    [Fact]
    public void Epochs_are_apart_and_the_64_used_last_are_remembered()
    {
        var accepted = Enumerable
            .Range(0, 70)
            .Aggregate(AcceptedPacks.None, (so, far) => so.With(new PackKey($"e{far}", 7)));
        // Used again: the oldest to be forgotten is another one now.
        accepted = accepted.With(new PackKey("e6", 8)).With(new PackKey("e70", 7));

        Assert.Equal(AcceptedPacks.MostEpochs, accepted.Epochs.Length);
        Assert.True(accepted.Contains(new PackKey("e6", 8)));
        Assert.False(accepted.Contains(new PackKey("e7", 7)));
        Assert.True(accepted.Contains(new PackKey("e8", 7)));
    }

    [Fact]
    public void Packs_that_cannot_be_read_are_accepted_once_and_make_no_epoch_forgotten()
    {
        var unreadable = Enumerable.Range(0, 200).Select(n => UnreadablePack.Key([(byte)n])).ToList();
        var agents = Enumerable.Range(0, AcceptedPacks.MostEpochs).Select(n => new PackKey($"e{n}", 7)).ToList();

        var accepted = agents.Concat(unreadable).Aggregate(AcceptedPacks.None, (so, far) => so.With(far));

        Assert.All(agents, pack => Assert.True(accepted.Contains(pack)));
        Assert.All(unreadable[^AcceptedPacks.MostEpochs..], pack => Assert.True(accepted.Contains(pack)));
        Assert.Equal(2 * AcceptedPacks.MostEpochs, accepted.Epochs.Length);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\u00ff')]
    [InlineData('\u0001')]
    public void However_epochs_look_they_fit_into_a_property_and_the_last_ones_are_remembered(char letter)
    {
        var accepted = AcceptedPacks.None;
        for (var epoch = 0; epoch < AcceptedPacks.MostEpochs; epoch++)
        {
            for (var gap = 1L; gap <= 5; gap++)
            {
                accepted = accepted.With(Pack(epoch, gap));
                Assert.InRange(AcceptedJson.Write(accepted).Length, 1, AcceptedPacks.MostCharacters);
            }
        }

        for (var epoch = 20; epoch < AcceptedPacks.MostEpochs; epoch++)
        {
            Assert.True(accepted.Contains(Pack(epoch, 5)));
        }
        Assert.Equal(accepted, AcceptedJson.Read(AcceptedJson.Write(accepted)));

        PackKey Pack(int epoch, long gap) =>
            new($"{new string(letter, 60)}{epoch:0000}", gap * 100_000_000_000_000_000);
    }

    [Fact]
    public void Epochs_of_agents_with_every_gap_are_all_remembered()
    {
        var agents = Enumerable.Range(0, AcceptedPacks.MostEpochs).Select(n => $"{n:x64}").ToList();
        var packs = agents.SelectMany(epoch =>
            Enumerable.Range(1, 5).Select(gap => new PackKey(epoch, gap * 100_000_000_000_000_000))
        );
        var unreadable = Enumerable.Range(0, AcceptedPacks.MostEpochs).Select(n => UnreadablePack.Key([(byte)n]));

        var accepted = packs.Concat(unreadable).Aggregate(AcceptedPacks.None, (so, far) => so.With(far));

        Assert.All(agents, epoch => Assert.True(accepted.Contains(new PackKey(epoch, 500_000_000_000_000_000))));
        Assert.Equal(2 * AcceptedPacks.MostEpochs, accepted.Epochs.Length);
    }

    private static int Gaps(HashSet<long> accepted) =>
        Enumerable.Range(0, 14).Count(n => !accepted.Contains(n) && accepted.Contains(n + 1));
}
