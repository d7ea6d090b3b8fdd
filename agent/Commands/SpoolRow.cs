namespace Forwarder.Agent.Commands;

/// <summary>A row of a table of packs.</summary>
internal sealed record SpoolRow(
    long Id,
    string Epoch,
    long Sequence,
    DateTimeOffset Created,
    int Events,
    byte[] Body,
    string? Reason
);
