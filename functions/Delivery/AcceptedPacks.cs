using System.Collections.Immutable;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// The packs that a lane has accepted: a pack is a repeat only if it is among them (architecture, "Functions: lanes"). Knows the last 64 epochs
/// and, apart from them, the last 64 packs without an epoch, however many of those come; a pack that is forgotten would be delivered again.
/// </summary>
/// <param name="Epochs">The one used last at the end.</param>
internal sealed record AcceptedPacks(ImmutableArray<EpochPosition> Epochs)
{
    public const int MostEpochs = 64;

    /// <summary>A property of a row takes 32 Ki characters. Epochs that are believed stay far below; those of a row that somebody else wrote may not.</summary>
    public const int MostCharacters = 30_000;

    // Brackets, commas and the numbers at their longest.
    private const int NumberCharacters = 24;
    private const int GapCharacters = 42;
    private const int EscapeCharacters = 6;

    public static readonly AcceptedPacks None = new(ImmutableArray<EpochPosition>.Empty);

    public bool Contains(PackKey pack) => Find(pack.Epoch) is { } position && position.Contains(pack.Sequence);

    public AcceptedPacks With(PackKey pack)
    {
        var known = Find(pack.Epoch);
        var position = known?.With(pack.Sequence) ?? EpochPosition.First(pack);
        var others = known is null ? Epochs : Epochs.Remove(known);
        var alike = others.Where(other => UnreadablePack.Is(other.Epoch) == UnreadablePack.Is(pack.Epoch)).ToList();
        return new AcceptedPacks(Limited((alike.Count < MostEpochs ? others : others.Remove(alike[0])).Add(position)));
    }

    /// <summary>How many packs of its epoch are missing right before this one; 0 for a new epoch.</summary>
    public long MissingBefore(PackKey pack) =>
        Find(pack.Epoch) is { } position ? Math.Max(0, pack.Sequence - position.Last - 1) : 0;

    public bool Equals(AcceptedPacks? other) => other is not null && Epochs.SequenceEqual(other.Epochs);

    public override int GetHashCode() => Epochs.Length;

    private static ImmutableArray<EpochPosition> Limited(ImmutableArray<EpochPosition> epochs)
    {
        var characters = epochs.Sum(Characters);
        var oldest = 0;
        while (characters > MostCharacters && oldest < epochs.Length - 1)
        {
            characters -= Characters(epochs[oldest++]);
        }
        return epochs.RemoveRange(0, oldest);
    }

    // As JSON, at most.
    private static int Characters(EpochPosition position) =>
        NumberCharacters
        + (position.Gaps.Length * GapCharacters)
        + position.Epoch.Sum(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '-' or UnreadablePack.Mark or RedrivePack.Mark
                ? 1
                : EscapeCharacters
        );

    private EpochPosition? Find(string epoch) => Epochs.LastOrDefault(position => position.Epoch == epoch);
}
