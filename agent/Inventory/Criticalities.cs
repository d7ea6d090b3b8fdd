using System.Buffers.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// The one custom variable that is needed: CRITICALITY_LEVEL, the severity of a host or service. No other variable is
/// kept, and none that is marked as a password (bbdo 5.1; 5.3, rules 6 and 8).
/// </summary>
internal sealed class Criticalities(ObjectStore objects, RowChanges changes)
{
    /// <summary>A variable was set, removed (not enabled) or, as a status, has another value; then "enabled" says nothing.</summary>
    public void Apply(BrokerEvent variable)
    {
        if (!variable.Text(Field.Name).SequenceEqual("CRITICALITY_LEVEL"u8))
        {
            return;
        }
        var key = new ObjectKey(variable.UInt64(Field.HostId), variable.UInt64(Field.ServiceId));
        var holds = variable.Type.Kind == EventKind.CustomVariableStatus || variable.Boolean(Field.Enabled);
        var value = holds && !variable.Boolean(Field.Password) ? WholeNumber(variable.Text(Field.Value)) : 0;
        if (value != 0 || objects.Find(key) is not null)
        {
            var owner = objects.Get(key);
            Set(owner, value, owner.Poller?.Generation ?? 0);
        }
    }

    /// <summary>Forgets the variables of this poller's objects that its complete configuration did not repeat.</summary>
    public void RemoveStale(PollerEntry poller)
    {
        foreach (var owner in objects.All)
        {
            var known = owner.Configuration;
            if (known.Criticality != 0 && owner.Poller == poller && known.CriticalityGeneration != poller.Generation)
            {
                Set(owner, 0, poller.Generation);
            }
        }
    }

    public bool TryWrite(ObjectKey key, JsonBuffer row)
    {
        if (objects.Find(key)?.Configuration is not { Criticality: not 0 } owner)
        {
            return false;
        }
        row.Raw("{\"level\":"u8);
        row.Number(owner.Criticality);
        row.Raw(",\"generation\":"u8);
        row.Number(owner.CriticalityGeneration);
        row.Raw("}"u8);
        return true;
    }

    public void Load(ObjectKey key, JsonElement row)
    {
        var owner = objects.Get(key).Configuration;
        owner.Criticality = (int)row.NumberOf("level");
        owner.CriticalityGeneration = (int)row.NumberOf("generation");
    }

    private void Set(MonitoredObject owner, int value, int generation)
    {
        owner.Configuration.Criticality = value;
        owner.Configuration.CriticalityGeneration = generation;
        changes.Mark(RowKind.Criticality, owner.Key);
    }

    private static int WholeNumber(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        return Utf8Parser.TryParse(text, out int value, out var consumed) && consumed == text.Length ? value : 0;
    }
}
