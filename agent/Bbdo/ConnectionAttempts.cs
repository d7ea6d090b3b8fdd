namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Which version to propose to a listening broker, and how long to wait before: its major version is known only once it
/// answers, and a broker configured for the other one just closes (bbdo 2.2). Pure.
/// </summary>
internal sealed class ConnectionAttempts(TimeSpan longestDelay)
{
    private const int Newer = 3;
    private const int Older = 2;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    private int knownMajor;
    private bool triesOther;
    private TimeSpan lastDelay;

    /// <summary>Version to propose in the next attempt.</summary>
    public int Major { get; private set; } = Newer;

    /// <summary>The delay before the next attempt, after one that ended so; null: the broker was not reached, or it failed.</summary>
    public TimeSpan After(SessionEnd? end)
    {
        switch (end)
        {
            case SessionEnd.NoNegotiation or SessionEnd.NegotiationTimeout or SessionEnd.OtherVersion when !triesOther:
                Major = Major == Newer ? Older : Newer;
                triesOther = true;
                return TimeSpan.Zero;
            case SessionEnd.NoNegotiation or SessionEnd.NegotiationTimeout or SessionEnd.OtherVersion:
                // Neither: the broker is starting perhaps. What it spoke before is the best guess.
                Major = knownMajor > 0 ? knownMajor : Newer;
                break;
            case null or SessionEnd.ClearRefused or SessionEnd.TlsFailed:
                break;
            default:
                knownMajor = Major;
                lastDelay = TimeSpan.Zero;
                break;
        }

        triesOther = false;
        lastDelay = lastDelay == TimeSpan.Zero ? FirstDelay : 2 * lastDelay;
        lastDelay = lastDelay > longestDelay ? longestDelay : lastDelay;
        return lastDelay;
    }
}
