namespace Forwarder.Functions.DeadLetters;

internal enum LetterAction
{
    /// <summary>Send again, through the lane.</summary>
    Redrive,

    /// <summary>Give up for good.</summary>
    Discard,
}
