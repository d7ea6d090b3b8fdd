namespace Forwarder.Simulator.Events;

/// <summary>What the API changes in an event before it echoes and publishes it; null leaves the member as it is.</summary>
internal struct Rewrites
{
    public long? State { get; set; }

    public bool SetsRole { get; set; }

    public bool EmptiesLongOutput { get; set; }

    public bool SetsAuthor { get; set; }

    public bool SetsUserId { get; set; }

    public SourceKind SourceType { get; set; }
}
