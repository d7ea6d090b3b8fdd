namespace Forwarder.Functions.Delivery;

/// <summary>Why an event or a pack cannot be delivered: the cause by which dead letters are grouped.</summary>
internal enum DeadLetterReason
{
    /// <summary>Canopsis lists the event in <c>failed_events</c> again and again while it takes others.</summary>
    Refused,

    /// <summary>The event breaks rules of Canopsis that are known here; it was not sent.</summary>
    Invalid,

    /// <summary>413 for the event alone.</summary>
    TooLarge,

    /// <summary>400 for the event alone.</summary>
    NotUnderstood,

    /// <summary>The pack cannot be read.</summary>
    Unreadable,

    /// <summary>The pack ended the process, or its delivery in a way nobody foresaw, each time it was opened.</summary>
    EndsProcess,

    /// <summary>The pack named no known publisher, and an operator gave it up.</summary>
    Unclaimed,
}
