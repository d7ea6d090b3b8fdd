namespace Forwarder.Functions.Canopsis;

/// <summary>What an answer of Canopsis means for the events of the request (architecture, "Answer classes"). Status and shape decide, never a text.</summary>
internal enum AnswerClass
{
    /// <summary>All events are in <c>sent_events</c>.</summary>
    Delivered,

    /// <summary>The request was read, some or all events are in <c>failed_events</c>.</summary>
    Refused,

    /// <summary>408, 429, 5xx, time-out, broken connection, open circuit.</summary>
    RetryLater,

    /// <summary>401, 403, 404, 405, a redirect, a 2xx that is not the answer of an event route, anything unknown.</summary>
    Misconfigured,

    /// <summary>413.</summary>
    TooLarge,

    /// <summary>400: the body as a whole was not understood.</summary>
    Invalid,

    /// <summary>Not sent: no attempt may be started any more.</summary>
    OutOfTime,
}
