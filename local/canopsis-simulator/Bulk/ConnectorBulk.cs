using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Pbehaviors;

namespace Forwarder.Simulator.Bulk;

/// <summary>
/// <c>/api/v4/bulk/connector-pbehaviors</c> (canopsis-api 3.7): one pbehavior for each origin, window and comment, with a
/// growing and shrinking list of objects.
/// </summary>
internal sealed class ConnectorBulk(Profile profile, PbehaviorStore store, DraftCheck check)
{
    private const string Path = "/api/v4/bulk/connector-pbehaviors";

    private readonly BulkRequest bulk = new(profile);

    public void Map(RouteTable routes)
    {
        Add(HttpMethods.Post, Crud.Create, Create);
        Add(HttpMethods.Delete, Crud.Delete, (item, _) => Delete(item));
        if (profile.HasMixedConnectorPbehaviors)
        {
            Add(HttpMethods.Put, Crud.Create | Crud.Delete, Mixed);
        }

        void Add(string method, Crud right, Func<ConnectorItem, Caller, ItemResult> handle) =>
            routes.Add(
                method,
                Path,
                new ApiRoute(
                    rights => rights.Pbehaviors.HasFlag(right),
                    call => new(bulk.Answer(call, item => Take(item, call.User, handle)))
                )
            );
    }

    private static ItemResult Take(JsonElement item, Caller caller, Func<ConnectorItem, Caller, ItemResult> handle) =>
        ConnectorItem.Read(item) is { } read ? handle(read, caller) : ItemResult.Malformed();

    private ItemResult Mixed(ConnectorItem item, Caller caller) =>
        item.Action switch
        {
            "create" => Create(item, caller),
            "delete" => Delete(item),
            "" => ItemResult.Refused("action", "Action", ErrorTexts.Missing),
            _ => ItemResult.Refused("action", "Action", "must be one of [create delete]"),
        };

    private ItemResult Create(ConnectorItem item, Caller caller)
    {
        var draft = item.Draft;
        var errors = CheckKey(item);
        TextRules.CheckRequired(errors, "name", "Name", draft.Name);
        check.CheckReferences(errors, draft.Type, draft.Reason);
        var isColorWrong = draft.Color.Length > 0 && !ColorText.IsValid(draft.Color);
        errors.AddWhen(isColorWrong, "color", "Color", ErrorTexts.Invalid);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors);
        }
        if (Find(item) is { } known)
        {
            known.Entities!.AddRange(item.Entities.Except(known.Entities, StringComparer.Ordinal).ToArray());
            known.Updated = store.Now;
            return ItemResult.Done(known.Id);
        }
        if (
            !store.TryCreate(
                draft,
                caller,
                out var created,
                item.Origin,
                entities: [.. item.Entities.Distinct(StringComparer.Ordinal)]
            )
        )
        {
            return ItemResult.Refused("name", "Name", ErrorTexts.Exists);
        }
        store.AddComment(created, caller, item.Comment);
        return ItemResult.Done(created.Id);
    }

    private ItemResult Delete(ConnectorItem item)
    {
        var errors = CheckKey(item);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors);
        }
        if (Find(item) is not { } known)
        {
            return ItemResult.NotFound(profile);
        }
        known.Entities!.RemoveAll(item.Entities.Contains);
        if (known.Entities.Count == 0)
        {
            store.Remove(known);
        }
        return ItemResult.Done(known.Id);
    }

    private static FieldErrors CheckKey(ConnectorItem item)
    {
        var errors = new FieldErrors();
        errors.AddWhen(item.Entities.Count == 0, "entities", "Entities", ErrorTexts.Blank);
        TextRules.CheckRequired(errors, "origin", "Origin", item.Origin);
        errors.AddWhen(item.Comment.Length == 0, "comment", "Comment", ErrorTexts.Missing);
        errors.AddWhen(item.Draft.Start is null, "tstart", "Start", ErrorTexts.Missing);
        errors.AddWhen(item.Draft.Stop is null, "tstop", "Stop", ErrorTexts.Missing);
        errors.AddWhen(item.Draft.Stop < item.Draft.Start, "tstop", "Stop", "should be greater than Start");
        return errors;
    }

    private Pbehavior? Find(ConnectorItem item) =>
        store.All.FirstOrDefault(one =>
            one.Entities is not null
            && one.Origin == item.Origin
            && one.Draft.Start == item.Draft.Start
            && one.Draft.Stop == item.Draft.Stop
            && one.Comments.Any(comment => comment.Message == item.Comment)
        );
}
