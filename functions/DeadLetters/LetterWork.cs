namespace Forwarder.Functions.DeadLetters;

/// <summary>What the timer has to do with the dead letters of one customer.</summary>
/// <param name="Orders">Not executed yet, oldest first.</param>
/// <param name="Lanes">Publishers whose letters may be due to be sent again by themselves; none when it is not the time to look.</param>
internal sealed record LetterWork(string Customer, IReadOnlyList<LetterOrder> Orders, IReadOnlyList<string> Lanes);
