using System.Diagnostics.CodeAnalysis;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>The pbehaviors of the platform; ids and names are unique. Used under the platform's lock.</summary>
internal sealed class PbehaviorStore(VocabularyStore vocabulary, TimeProvider time)
{
    private readonly Dictionary<string, Pbehavior> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pbehavior> byName = new(StringComparer.Ordinal);
    private long created;

    /// <summary>In the order of their creation.</summary>
    public IEnumerable<Pbehavior> All => byId.Values.OrderBy(one => one.Order);

    /// <summary>Unix seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public Pbehavior? Find(string id) => byId.GetValueOrDefault(id);

    public Pbehavior? FindByName(string name) => byName.GetValueOrDefault(name);

    /// <summary>Stores a checked one; false when its name is taken.</summary>
    /// <param name="entity">Object that it covers alone, on the route for entities.</param>
    /// <param name="entities">Objects that it covers, on the route for connectors.</param>
    public bool TryCreate(
        PbehaviorDraft draft,
        Caller author,
        [NotNullWhen(true)] out Pbehavior? pbehavior,
        string origin = "",
        string? entity = null,
        List<string>? entities = null
    )
    {
        pbehavior = null;
        if (byName.ContainsKey(draft.Name))
        {
            return false;
        }
        var now = Now;
        pbehavior = new Pbehavior
        {
            Id = draft.Id.Length > 0 ? draft.Id : Guid.NewGuid().ToString(),
            Order = ++created,
            Draft = draft,
            Type = vocabulary.Type(draft.Type)!,
            Reason = vocabulary.Reason(draft.Reason)!,
            Author = author,
            Created = now,
            Updated = now,
            Origin = origin,
            Entity = entity,
            Entities = entities,
        };
        byId.Add(pbehavior.Id, pbehavior);
        byName.Add(pbehavior.Name, pbehavior);
        return true;
    }

    /// <summary>Stores a checked change; false when another one has the name.</summary>
    public bool TryUpdate(Pbehavior pbehavior, PbehaviorDraft draft)
    {
        if (byName.TryGetValue(draft.Name, out var holder) && holder != pbehavior)
        {
            return false;
        }
        byName.Remove(pbehavior.Name);
        pbehavior.Draft = draft;
        pbehavior.Type = vocabulary.Type(draft.Type)!;
        pbehavior.Reason = vocabulary.Reason(draft.Reason)!;
        pbehavior.Updated = Now;
        byName.Add(pbehavior.Name, pbehavior);
        return true;
    }

    public void Remove(Pbehavior pbehavior)
    {
        byId.Remove(pbehavior.Id);
        byName.Remove(pbehavior.Name);
    }

    public PbehaviorComment AddComment(Pbehavior pbehavior, Caller author, string message)
    {
        var comment = new PbehaviorComment(Guid.NewGuid().ToString(), author, Now, message);
        pbehavior.Comments.Add(comment);
        return comment;
    }

    public bool RemoveComment(string id) =>
        byId.Values.Any(pbehavior => pbehavior.Comments.RemoveAll(comment => comment.Id == id) > 0);

    public void Clear()
    {
        byId.Clear();
        byName.Clear();
    }
}
