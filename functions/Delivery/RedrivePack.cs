namespace Forwarder.Functions.Delivery;

/// <summary>
/// Packs of dead letters that go through their lane once more. They are told by their epoch, which no agent can use; the sequence is counted per publisher
/// in table <c>deadletters</c>.
/// </summary>
internal static class RedrivePack
{
    /// <summary>Reserved: epochs of agents that hold it are not believed.</summary>
    public const char Mark = '!';

    private const string Epoch = "!redrive";

    public static PackKey Key(long sequence) => new(Epoch, sequence);

    public static bool Is(PackKey pack) => pack.Epoch == Epoch;

    /// <summary>Whether a lane remembers that it has accepted any.</summary>
    public static bool IsKnown(AcceptedPacks packs) => packs.Epochs.Any(position => position.Epoch == Epoch);
}
