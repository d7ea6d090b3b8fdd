namespace Forwarder.Agent.Inventory;

/// <summary>A host (<paramref name="ServiceId"/> 0) or a service; a service is known by both ids together.</summary>
internal readonly record struct ObjectKey(ulong HostId, ulong ServiceId)
{
    public bool IsService => ServiceId != 0;

    public ObjectKey Host => new(HostId, 0);

    // What the compiler would write shows the key of the host too, whose host is itself: without end.
    public override string ToString() => $"{HostId}/{ServiceId}";
}
