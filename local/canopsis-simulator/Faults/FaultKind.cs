namespace Forwarder.Simulator.Faults;

/// <summary>What can be made to go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The answer comes <c>milliseconds</c> later.</summary>
    Latency,

    /// <summary>An HTML page with <c>status</c> instead of the answer; <c>processed</c> says whether the API saw the request.</summary>
    Status,

    /// <summary>The connection is reset before the API sees the request.</summary>
    ResetBefore,

    /// <summary>The connection is reset after the API processed the request.</summary>
    ResetAfter,

    /// <summary>Every credential is unknown: the key was revoked.</summary>
    Unauthorized,

    /// <summary>The permission is gone.</summary>
    Forbidden,

    /// <summary>The platform is in maintenance (from 23.10 on).</summary>
    Maintenance,

    /// <summary>Every <c>every</c>-th event goes to <c>failed_events</c>, every such item of a bulk request fails with 500.</summary>
    FailEvery,

    /// <summary>
    /// Every event goes to <c>failed_events</c>, every item of a bulk request fails with 500: the message broker or the database
    /// is down.
    /// </summary>
    FailAll,

    /// <summary>Events of exactly this <c>component</c> and, when given, <c>resource</c> go to <c>failed_events</c>.</summary>
    FailMatching,

    /// <summary>The connection ends in the middle of the answer's body.</summary>
    Truncated,

    /// <summary>The answer's body takes <c>milliseconds</c> to arrive, in pieces.</summary>
    SlowBody,

    /// <summary>The connection closes with the answer, as a server does after a number of requests on one.</summary>
    Close,
}
