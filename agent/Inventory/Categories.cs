using System.Buffers.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>
/// Host categories and service categories: tags of type 3 and 2 (bbdo 5.3, rule 7). Groups are announced as tags too, but
/// their own events are the reference.
/// </summary>
internal sealed class Categories(Pollers pollers, TextPool texts, RowChanges changes)
{
    private const long Delete = 1;
    private const ulong OfServices = 2;
    private const ulong OfHosts = 3;

    private readonly Dictionary<(ulong Id, ulong Type), CategoryEntry> categories = [];

    public int Count => categories.Count;

    public void Apply(BrokerEvent tag)
    {
        var key = (Id: tag.UInt64(Field.Id), Type: tag.UInt64(Field.Type));
        var pollerId = tag.UInt64(Field.PollerId);
        if (key.Type is not (OfServices or OfHosts))
        {
            return;
        }
        if (tag.Int64(Field.Action) != Delete)
        {
            var category = Get(key);
            category.Name = texts.Share(texts.Clean(tag.Text(Field.Name)));
            category.Pollers.Add(pollerId, pollers.GenerationOf(pollerId));
            changes.Mark(RowKind.Category, key.Id, key.Type);
        }
        else if (categories.TryGetValue(key, out var category) && category.Pollers.Remove(pollerId))
        {
            Settle(key, category);
        }
    }

    /// <summary>Takes the poller out of what its complete configuration did not declare again.</summary>
    public void RemoveStale(PollerEntry poller)
    {
        foreach (var (key, category) in categories.ToList())
        {
            if (category.Pollers.RemoveStale(poller))
            {
                Settle(key, category);
            }
        }
    }

    /// <summary>The categories that a host or service names, to be kept with it: their ids, with spaces between.</summary>
    public byte[] IdsIn(BrokerEvent configuration, bool ofService)
    {
        var ids = new JsonBuffer();
        foreach (var (id, type) in configuration.Tags)
        {
            if ((ulong)type == TypeOf(ofService))
            {
                ids.Raw(ids.Written.IsEmpty ? ""u8 : " "u8);
                ids.Number(id);
            }
        }
        return texts.Share(ids.Written);
    }

    /// <summary>Those among <paramref name="ids"/> that a poller declares, with their names, in the order of the sender.</summary>
    public IEnumerable<(ulong Id, byte[] Name)> Named(byte[] ids, bool ofService)
    {
        for (var at = 0; at < ids.Length; )
        {
            if (!Utf8Parser.TryParse(ids.AsSpan(at), out ulong id, out var length))
            {
                yield break;
            }
            at += length + 1;
            if (categories.TryGetValue((id, TypeOf(ofService)), out var category))
            {
                yield return (id, category.Name);
            }
        }
    }

    public bool TryWrite(ulong id, ulong type, JsonBuffer row)
    {
        if (!categories.TryGetValue((id, type), out var category))
        {
            return false;
        }
        row.Raw("{\"name\":"u8);
        row.Text(category.Name);
        RowJson.WritePollers(row, category.Pollers);
        row.Raw("}"u8);
        return true;
    }

    public void Load(ulong id, ulong type, JsonElement row)
    {
        var category = Get((id, type));
        category.Name = texts.Share(row.TextOf("name"));
        RowJson.LoadPollers(row, category.Pollers);
    }

    private static ulong TypeOf(bool ofService) => ofService ? OfServices : OfHosts;

    private void Settle((ulong Id, ulong Type) key, CategoryEntry category)
    {
        if (category.Pollers.IsEmpty)
        {
            categories.Remove(key);
        }
        changes.Mark(RowKind.Category, key.Id, key.Type);
    }

    private CategoryEntry Get((ulong Id, ulong Type) key)
    {
        if (!categories.TryGetValue(key, out var category))
        {
            category = new CategoryEntry();
            categories.Add(key, category);
        }
        return category;
    }
}
