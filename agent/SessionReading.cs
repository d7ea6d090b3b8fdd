namespace Forwarder.Agent;

/// <summary>A live broker session.</summary>
/// <param name="Address">Remote address and port.</param>
/// <param name="Broker">Name of the sending process.</param>
/// <param name="Poller">Name of its poller.</param>
/// <param name="Started">When it began.</param>
/// <param name="Accepted">Events taken from it.</param>
/// <param name="Committed">Those of them that are durably stored or decided, and so acknowledged.</param>
/// <param name="Duplicates">Those of them that another session forwards.</param>
internal sealed record SessionReading(
    string Address,
    string Broker,
    string Poller,
    DateTimeOffset Started,
    long Accepted,
    long Committed,
    long Duplicates
);
