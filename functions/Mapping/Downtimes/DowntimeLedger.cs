namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>
/// Which downtimes have been created or ended already, so that each change is said once (decision 17): an end of a downtime never seen is said all
/// the same, later events of an ended one change nothing, and a new announcement revives it. In memory, for dry runs.
/// </summary>
internal sealed class DowntimeLedger(DowntimeRequests requests)
{
    private readonly Dictionary<string, DowntimePhase> phases = new(StringComparer.Ordinal);

    /// <summary>What an event adds, in the order of sending. Nothing when <paramref name="ids"/> lack what a creation needs.</summary>
    public IEnumerable<CanopsisRequest> Take(Downtime downtime, PbehaviorIds ids)
    {
        if (downtime.Phase == DowntimePhase.Awaited || phases.GetValueOrDefault(downtime.Key) == downtime.Phase)
        {
            yield break;
        }
        phases[downtime.Key] = downtime.Phase;
        if (downtime.Phase == DowntimePhase.Ended)
        {
            yield return requests.Delete(downtime.Name);
        }
        else if (requests.Create(downtime, ids) is { } creation)
        {
            yield return creation;
            if (requests.Comment(downtime) is { } comment)
            {
                yield return comment;
            }
        }
    }
}
