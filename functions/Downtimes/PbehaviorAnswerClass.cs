namespace Forwarder.Functions.Downtimes;

/// <summary>What an answer of a route of pbehaviors means (architecture, "Answer classes"). Status, shape and keys decide, never a text.</summary>
internal enum PbehaviorAnswerClass
{
    /// <summary>A 2xx with the expected shape.</summary>
    Done,

    /// <summary>404: it is not there, or the route is not.</summary>
    Missing,

    /// <summary>400 that names <c>_id</c> or <c>name</c>: there is one already, or they are invalid.</summary>
    Exists,

    /// <summary>400 that names type, reason or colour: what was looked up is not true any more.</summary>
    NeedsIds,

    /// <summary>400 for anything else, 413.</summary>
    Invalid,

    /// <summary>403: the account lacks the right.</summary>
    Forbidden,

    /// <summary>408, 429, 5xx, time-out, broken connection.</summary>
    RetryLater,

    /// <summary>401, 405, a redirect, a 2xx of another shape, anything unknown.</summary>
    Misconfigured,
}
