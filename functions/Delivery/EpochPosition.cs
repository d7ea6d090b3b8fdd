using System.Collections.Immutable;

namespace Forwarder.Functions.Delivery;

/// <summary>Which sequences of one epoch were accepted: all up to the last one, without the gaps.</summary>
internal sealed record EpochPosition(string Epoch, long Last, ImmutableArray<SequenceGap> Gaps)
{
    /// <summary>With more, the two closest are joined: a pack between them would be delivered twice rather than lost.</summary>
    private const int MostGaps = 4;

    public static EpochPosition First(PackKey pack) =>
        new(pack.Epoch, pack.Sequence, pack.Sequence > 1 ? [new SequenceGap(0, pack.Sequence - 1)] : []);

    public bool Contains(long sequence) =>
        sequence <= Last && !Gaps.Any(gap => gap.From <= sequence && sequence <= gap.To);

    public EpochPosition With(long sequence)
    {
        if (sequence > Last)
        {
            var jumped = sequence > Last + 1 ? Gaps.Add(new SequenceGap(Last + 1, sequence - 1)) : Gaps;
            return this with { Last = sequence, Gaps = Limited(jumped) };
        }
        var gaps = ImmutableArray.CreateBuilder<SequenceGap>();
        foreach (var gap in Gaps)
        {
            if (sequence < gap.From || gap.To < sequence)
            {
                gaps.Add(gap);
                continue;
            }
            if (gap.From < sequence)
            {
                gaps.Add(gap with { To = sequence - 1 });
            }
            if (sequence < gap.To)
            {
                gaps.Add(gap with { From = sequence + 1 });
            }
        }
        return this with { Gaps = Limited(gaps.ToImmutable()) };
    }

    public bool Equals(EpochPosition? other) =>
        other is not null && Epoch == other.Epoch && Last == other.Last && Gaps.SequenceEqual(other.Gaps);

    public override int GetHashCode() => HashCode.Combine(Epoch, Last, Gaps.Length);

    private static ImmutableArray<SequenceGap> Limited(ImmutableArray<SequenceGap> gaps)
    {
        while (gaps.Length > MostGaps)
        {
            var closest = Enumerable.Range(0, gaps.Length - 1).MinBy(i => gaps[i + 1].From - gaps[i].To);
            gaps = gaps.SetItem(closest, new SequenceGap(gaps[closest].From, gaps[closest + 1].To))
                .RemoveAt(closest + 1);
        }
        return gaps;
    }
}
