using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>The pollers, their names and the generations of their configuration (bbdo 4.5; 5.3, rules 1 and 2).</summary>
internal sealed class Pollers(TextPool texts, RowChanges changes)
{
    private readonly Dictionary<ulong, PollerEntry> pollers = [];
    private int lastGeneration;

    public IReadOnlyCollection<PollerEntry> All => pollers.Values;

    /// <summary>The poller with this id, which may still be without a name.</summary>
    public PollerEntry Get(ulong id)
    {
        if (!pollers.TryGetValue(id, out var poller))
        {
            poller = new PollerEntry(id);
            pollers.Add(id, poller);
        }
        return poller;
    }

    /// <summary>The current generation of a poller; 0 for one that nobody has heard of.</summary>
    public int GenerationOf(ulong id) => pollers.TryGetValue(id, out var poller) ? poller.Generation : 0;

    /// <summary>An engine started or stopped. A stopped poller keeps everything.</summary>
    public void ApplyInstance(BrokerEvent instance)
    {
        var poller = Get(instance.UInt64(Field.InstanceId));
        if (instance.Text(Field.Name) is { IsEmpty: false } name)
        {
            poller.Name = texts.Share(texts.Clean(name));
        }
        poller.IsRunning = instance.Boolean(Field.Running);
        if (poller.IsRunning)
        {
            poller.Generation = ++lastGeneration;
            poller.IsLoading = true;
        }
        changes.Mark(RowKind.Poller, poller.Id);
    }

    /// <summary>A broker lists the pollers that it knows when a session starts: their names, nothing about their state.</summary>
    public void ApplyBroadcast(BrokerEvent broadcast)
    {
        var poller = Get(broadcast.UInt64(Field.PollerId));
        if (poller.Name.Length == 0 && broadcast.Text(Field.PollerName) is { IsEmpty: false } name)
        {
            poller.Name = texts.Share(texts.Clean(name));
            changes.Mark(RowKind.Poller, poller.Id);
        }
    }

    /// <summary>True when this completes the configuration of an engine that had started: what is stale goes.</summary>
    public bool CompletesLoading(BrokerEvent configuration, [NotNullWhen(true)] out PollerEntry? poller)
    {
        if (
            !pollers.TryGetValue(configuration.UInt64(Field.PollerId), out poller)
            || !poller.IsLoading
            || !configuration.Boolean(Field.Loaded)
        )
        {
            return false;
        }
        poller.IsLoading = false;
        changes.Mark(RowKind.Poller, poller.Id);
        return true;
    }

    public bool TryWrite(ulong id, JsonBuffer row)
    {
        var poller = Get(id);
        row.Raw("{\"name\":"u8);
        row.Text(poller.Name);
        row.Raw(poller.IsRunning ? ",\"running\":true"u8 : ""u8);
        row.Raw(poller.IsLoading ? ",\"loading\":true"u8 : ""u8);
        row.Raw(",\"generation\":"u8);
        row.Number(poller.Generation);
        row.Raw("}"u8);
        return true;
    }

    public void Load(ulong id, JsonElement row)
    {
        var poller = Get(id);
        poller.Name = texts.Share(row.TextOf("name"));
        poller.IsRunning = row.TryGetProperty("running", out _);
        poller.IsLoading = row.TryGetProperty("loading", out _);
        poller.Generation = (int)row.NumberOf("generation");
        lastGeneration = Math.Max(lastGeneration, poller.Generation);
    }
}
