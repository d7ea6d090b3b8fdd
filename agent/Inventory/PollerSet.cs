namespace Forwarder.Agent.Inventory;

/// <summary>
/// The pollers that declare something global: a group, a severity, a category. It exists while at least one does (bbdo 4.6).
/// </summary>
internal sealed class PollerSet
{
    private readonly List<(ulong PollerId, int Generation)> pollers = [];

    public bool IsEmpty => pollers.Count == 0;

    public IReadOnlyList<(ulong PollerId, int Generation)> Pollers => pollers;

    public void Add(ulong pollerId, int generation)
    {
        var at = pollers.FindIndex(poller => poller.PollerId == pollerId);
        if (at < 0)
        {
            pollers.Add((pollerId, generation));
        }
        else
        {
            pollers[at] = (pollerId, generation);
        }
    }

    /// <summary>True when the poller was in the set.</summary>
    public bool Remove(ulong pollerId) => pollers.RemoveAll(poller => poller.PollerId == pollerId) > 0;

    /// <summary>Removes a poller whose declaration is older than its current configuration; true when there was one.</summary>
    public bool RemoveStale(PollerEntry current) =>
        pollers.RemoveAll(poller => poller.PollerId == current.Id && poller.Generation != current.Generation) > 0;
}
