using System.CommandLine;

namespace Forwarder.Functions.Commands.DeadLetters;

/// <summary><c>forwarder dead-letters</c>: what Canopsis did not take, why, and what is to become of it.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() =>
        new("dead-letters", "Shows events that could not be delivered; sends them again or gives them up.")
        {
            DeadLettersList.Create(),
            DeadLettersShow.Create(),
            DeadLettersDecide.Create(
                Functions.DeadLetters.LetterAction.Redrive,
                "redrive",
                "Sends dead letters again, through their lane and in order. Superseded ones, and whole packs, only with --force."
            ),
            DeadLettersDecide.Create(
                Functions.DeadLetters.LetterAction.Discard,
                "discard",
                "Gives dead letters up for good. Who did it and when is kept."
            ),
            DeadLettersOrders.Create(),
        };
}
