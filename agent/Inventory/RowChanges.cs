namespace Forwarder.Agent.Inventory;

/// <summary>Which rows changed since the last commit; each is written once, however often it changed.</summary>
internal sealed class RowChanges
{
    private readonly HashSet<(RowKind Kind, ulong A, ulong B)> changed = [];

    public void Mark(RowKind kind, ulong a, ulong b = 0) => changed.Add((kind, a, b));

    public void Mark(RowKind kind, ObjectKey key) => Mark(kind, key.HostId, key.ServiceId);

    public IReadOnlyCollection<(RowKind Kind, ulong A, ulong B)> Changed => changed;

    public void Clear() => changed.Clear();
}
