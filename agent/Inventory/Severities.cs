using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>Severities of the configuration, by (id, type); type 0 is for services, 1 for hosts (bbdo 4.1, 4.3).</summary>
internal sealed class Severities(Pollers pollers, RowChanges changes)
{
    private const long Delete = 1;
    private readonly Dictionary<(ulong Id, ulong Type), SeverityEntry> severities = [];

    public int Count => severities.Values.Count(severity => !severity.Pollers.IsEmpty);

    /// <summary>The severity with this id, maybe not announced yet.</summary>
    public SeverityEntry Get(ulong id, bool ofService) => Get(id, ofService ? 0UL : 1UL);

    public void Apply(BrokerEvent announced)
    {
        var (id, type) = (announced.UInt64(Field.Id), announced.UInt64(Field.Type));
        var pollerId = announced.UInt64(Field.PollerId);
        var severity = Get(id, type);
        if (announced.Int64(Field.Action) == Delete)
        {
            severity.Pollers.Remove(pollerId);
        }
        else
        {
            severity.Pollers.Add(pollerId, pollers.GenerationOf(pollerId));
            severity.Level = announced.Int64(Field.Level);
        }
        Settle(id, type, severity);
    }

    /// <summary>Takes the poller out of what its complete configuration did not declare again.</summary>
    public void RemoveStale(PollerEntry poller)
    {
        foreach (var ((id, type), severity) in severities)
        {
            if (severity.Pollers.RemoveStale(poller))
            {
                Settle(id, type, severity);
            }
        }
    }

    public bool TryWrite(ulong id, ulong type, JsonBuffer row)
    {
        var severity = Get(id, type);
        if (severity.Pollers.IsEmpty)
        {
            return false;
        }
        row.Raw("{\"level\":"u8);
        row.Number(severity.Level);
        RowJson.WritePollers(row, severity.Pollers);
        row.Raw("}"u8);
        return true;
    }

    public void Load(ulong id, ulong type, JsonElement row)
    {
        var severity = Get(id, type);
        severity.Level = row.NumberOf("level");
        RowJson.LoadPollers(row, severity.Pollers);
    }

    // The entry stays, because objects refer to it: without a poller it means "none".
    private void Settle(ulong id, ulong type, SeverityEntry severity)
    {
        if (severity.Pollers.IsEmpty)
        {
            severity.Level = 0;
        }
        changes.Mark(RowKind.Severity, id, type);
    }

    private SeverityEntry Get(ulong id, ulong type)
    {
        if (!severities.TryGetValue((id, type), out var severity))
        {
            severity = new SeverityEntry();
            severities.Add((id, type), severity);
        }
        return severity;
    }
}
