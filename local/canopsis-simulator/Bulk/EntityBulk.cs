using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Pbehaviors;

namespace Forwarder.Simulator.Bulk;

/// <summary><c>/api/v4/bulk/entity-pbehaviors</c> (canopsis-api 3.6): one active pbehavior for each origin and object.</summary>
internal sealed class EntityBulk(Profile profile, PbehaviorStore store, DraftCheck check)
{
    private const string Path = "/api/v4/bulk/entity-pbehaviors";

    private readonly BulkRequest bulk = new(profile);

    public void Map(RouteTable routes)
    {
        routes.Add(
            HttpMethods.Post,
            Path,
            new ApiRoute(
                rights => rights.Pbehaviors.HasFlag(Crud.Create),
                call => new(bulk.Answer(call, item => Create(item, call.User)))
            )
        );
        routes.Add(
            HttpMethods.Delete,
            Path,
            new ApiRoute(rights => rights.Pbehaviors.HasFlag(Crud.Delete), call => new(bulk.Answer(call, Delete)))
        );
    }

    private ItemResult Create(JsonElement item, Caller caller)
    {
        var fields = new BodyFields(item);
        var entity = fields.Text("entity");
        var origin = fields.Text("origin");
        var comment = fields.Text("comment");
        var draft = new PbehaviorDraft
        {
            Enabled = true,
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Reason = fields.Text("reason"),
            Start = fields.Seconds("tstart"),
            Stop = fields.Seconds("tstop"),
            Color = fields.Text("color"),
            EntityPattern = UpdateCheck.PatternOf(entity),
        };
        if (fields.IsMalformed)
        {
            return ItemResult.Malformed();
        }
        var errors = new FieldErrors();
        errors.AddWhen(entity.Length == 0, "entity", "Entity", ErrorTexts.Missing);
        TextRules.CheckRequired(errors, "origin", "Origin", origin);
        TextRules.CheckRequired(errors, "name", "Name", draft.Name);
        check.CheckReferences(errors, draft.Type, draft.Reason);
        check.CheckWindow(errors, draft.Type, draft.Start, draft.Stop);
        var isColorWrong = draft.Color.Length > 0 && !ColorText.IsValid(draft.Color);
        errors.AddWhen(isColorWrong, "color", "Color", ErrorTexts.Invalid);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors);
        }
        if (FindActive(entity, origin) is not null)
        {
            return ItemResult.Refused("entity", "", "Pbehavior for origin already exists");
        }
        if (!store.TryCreate(draft, caller, out var created, origin, entity))
        {
            return ItemResult.Refused("name", "Name", ErrorTexts.Exists);
        }
        if (comment.Length > 0)
        {
            store.AddComment(created, caller, comment);
        }
        return ItemResult.Done(created.Id);
    }

    private ItemResult Delete(JsonElement item)
    {
        var fields = new BodyFields(item);
        var entity = fields.Text("entity");
        var origin = fields.Text("origin");
        if (fields.IsMalformed)
        {
            return ItemResult.Malformed();
        }
        var errors = new FieldErrors();
        errors.AddWhen(entity.Length == 0, "entity", "Entity", ErrorTexts.Missing);
        errors.AddWhen(origin.Length == 0, "origin", "Origin", ErrorTexts.Missing);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors);
        }
        if (FindActive(entity, origin) is not { } one)
        {
            return ItemResult.NotFound(profile);
        }
        store.Remove(one);
        return ItemResult.Done(one.Id);
    }

    // One whose window lies ahead is not found, and so cannot be cancelled here.
    private Pbehavior? FindActive(string entity, string origin) =>
        store.All.FirstOrDefault(one => one.Entity == entity && one.Origin == origin && one.IsActive(store.Now));
}
