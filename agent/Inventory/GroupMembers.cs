namespace Forwarder.Agent.Inventory;

/// <summary>
/// Who may belong to a group, so that a group that goes need not be looked for in the whole inventory. An object that has
/// left stays listed, and one that came back is listed twice, until the list has doubled.
/// </summary>
internal sealed class GroupMembers
{
    private const int LeastTidied = 64;

    private readonly List<MonitoredObject> listed = [];
    private int tidiedAt = LeastTidied;

    public void Add(MonitoredObject member, Func<MonitoredObject, bool> belongs)
    {
        listed.Add(member);
        if (listed.Count >= tidiedAt)
        {
            var kept = Current(belongs);
            listed.Clear();
            listed.AddRange(kept);
            listed.TrimExcess();
            tidiedAt = Math.Max(LeastTidied, 2 * listed.Count);
        }
    }

    /// <summary>Those for which it is still true, once each.</summary>
    public IReadOnlyCollection<MonitoredObject> Current(Func<MonitoredObject, bool> belongs) =>
        [.. listed.Where(belongs).Distinct()];
}
