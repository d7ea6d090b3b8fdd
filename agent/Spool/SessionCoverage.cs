namespace Forwarder.Agent.Spool;

/// <summary>How many of a broker session's events a commit covers; the broker may be acknowledged that many.</summary>
internal sealed record SessionCoverage(string SessionId, string Peer, DateTimeOffset Started, long Events);
