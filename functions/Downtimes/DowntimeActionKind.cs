namespace Forwarder.Functions.Downtimes;

/// <summary>What makes Canopsis, or what is known about it, equal to a row.</summary>
internal enum DowntimeActionKind
{
    Create,

    /// <summary>The pbehavior is there, but not as desired.</summary>
    Correct,

    /// <summary>Only the comment is missing.</summary>
    Comment,
    Delete,

    /// <summary>Canopsis agrees; only the row does not know yet.</summary>
    Confirm,

    /// <summary>Everything about it is over for long: the row goes.</summary>
    Forget,
}
