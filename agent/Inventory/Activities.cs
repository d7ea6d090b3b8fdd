using System.Buffers.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>Business activities, business views and which activity is in which view (bbdo 4.7, "Dimensions").</summary>
internal sealed class Activities(TextPool texts, RowChanges changes)
{
    private readonly Dictionary<ulong, BusinessActivity> activities = [];
    private readonly Dictionary<ulong, BusinessView> views = [];
    private readonly Dictionary<ulong, SortedSet<ulong>> viewsByActivity = [];

    public IReadOnlyCollection<BusinessActivity> All => activities.Values;

    public IReadOnlyCollection<BusinessView> Views => views.Values;

    public BusinessActivity? Find(ulong id) => activities.GetValueOrDefault(id);

    /// <summary>The announced views of an activity, in ascending id.</summary>
    public IEnumerable<BusinessView> ViewsOf(ulong activityId)
    {
        foreach (var id in viewsByActivity.GetValueOrDefault(activityId) ?? [])
        {
            if (views.TryGetValue(id, out var view))
            {
                yield return view;
            }
        }
    }

    /// <summary>The activity that a service of the fake host stands for: the number behind <c>ba_</c> in its description; 0 = none.</summary>
    public static ulong IdIn(ReadOnlySpan<byte> description)
    {
        while (description.IndexOf("ba_"u8) is var at and >= 0)
        {
            description = description[(at + 3)..];
            if (Utf8Parser.TryParse(description, out ulong id, out _))
            {
                return id;
            }
        }
        return 0;
    }

    public void ApplyActivity(BrokerEvent activity)
    {
        var id = activity.UInt64(Field.BaId);
        activities[id] = new BusinessActivity(
            id,
            TextOf(activity, Field.BaName),
            TextOf(activity, Field.BaDescription)
        );
        changes.Mark(RowKind.BusinessActivity, id);
    }

    public void ApplyView(BrokerEvent view)
    {
        var id = view.UInt64(Field.BvId);
        views[id] = new BusinessView(id, TextOf(view, Field.BvName), TextOf(view, Field.BvDescription));
        changes.Mark(RowKind.BusinessView, id);
    }

    public void ApplyRelation(BrokerEvent relation)
    {
        var (activityId, viewId) = (relation.UInt64(Field.BaId), relation.UInt64(Field.BvId));
        Relate(activityId, viewId);
        changes.Mark(RowKind.ActivityInView, activityId, viewId);
    }

    /// <summary>The start of a rebuild forgets everything; the rebuild announces it again.</summary>
    public void ApplyTruncation(BrokerEvent signal)
    {
        if (!signal.Boolean(Field.UpdateStarted))
        {
            return;
        }
        foreach (var id in activities.Keys)
        {
            changes.Mark(RowKind.BusinessActivity, id);
        }
        foreach (var id in views.Keys)
        {
            changes.Mark(RowKind.BusinessView, id);
        }
        foreach (var (activityId, viewIds) in viewsByActivity)
        {
            foreach (var viewId in viewIds)
            {
                changes.Mark(RowKind.ActivityInView, activityId, viewId);
            }
        }
        activities.Clear();
        views.Clear();
        viewsByActivity.Clear();
    }

    public bool TryWriteActivity(ulong id, JsonBuffer row)
    {
        if (Find(id) is not { } activity)
        {
            return false;
        }
        WriteNames(row, activity.Name, activity.Description);
        return true;
    }

    public bool TryWriteView(ulong id, JsonBuffer row)
    {
        if (!views.TryGetValue(id, out var view))
        {
            return false;
        }
        WriteNames(row, view.Name, view.Description);
        return true;
    }

    public bool TryWriteRelation(ulong activityId, ulong viewId, JsonBuffer row)
    {
        row.Raw("{}"u8);
        return viewsByActivity.TryGetValue(activityId, out var viewIds) && viewIds.Contains(viewId);
    }

    public void LoadActivity(ulong id, JsonElement row) =>
        activities[id] = new BusinessActivity(id, row.TextOf("name"), row.TextOf("description"));

    public void LoadView(ulong id, JsonElement row) =>
        views[id] = new BusinessView(id, row.TextOf("name"), row.TextOf("description"));

    public void Relate(ulong activityId, ulong viewId)
    {
        if (!viewsByActivity.TryGetValue(activityId, out var viewIds))
        {
            viewIds = [];
            viewsByActivity.Add(activityId, viewIds);
        }
        viewIds.Add(viewId);
    }

    private byte[] TextOf(BrokerEvent dimension, Field field) => texts.Share(texts.Clean(dimension.Text(field)));

    private static void WriteNames(JsonBuffer row, byte[] name, byte[] description)
    {
        row.Raw("{\"name\":"u8);
        row.Text(name);
        row.Raw(",\"description\":"u8);
        row.Text(description);
        row.Raw("}"u8);
    }
}
