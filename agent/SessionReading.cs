namespace Forwarder.Agent;

/// <summary>A live broker session.</summary>
internal sealed record SessionReading(
    string Address,
    string Broker,
    string Poller,
    DateTimeOffset Started,
    long Accepted,
    long Committed
);
