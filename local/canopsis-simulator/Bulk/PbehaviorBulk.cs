using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Pbehaviors;

namespace Forwarder.Simulator.Bulk;

/// <summary><c>/api/v4/bulk/pbehaviors</c> (canopsis-api 3.5).</summary>
internal sealed class PbehaviorBulk(Profile profile, PbehaviorStore store, DraftCheck check)
{
    private const string Path = "/api/v4/bulk/pbehaviors";

    private readonly BulkRequest bulk = new(profile);

    public void Map(RouteTable routes)
    {
        Add(HttpMethods.Post, Crud.Create, Create);
        Add(HttpMethods.Put, Crud.Update, (item, _) => Update(item));
        Add(HttpMethods.Delete, Crud.Delete, (item, _) => Delete(item));

        void Add(string method, Crud right, Func<JsonElement, Caller, ItemResult> handle) =>
            routes.Add(
                method,
                Path,
                new ApiRoute(
                    rights => rights.Pbehaviors.HasFlag(right),
                    call => new(bulk.Answer(call, item => handle(item, call.User)))
                )
            );
    }

    private ItemResult Create(JsonElement item, Caller caller)
    {
        if (PbehaviorDraft.Read(item) is not { } draft)
        {
            return ItemResult.Malformed();
        }
        var errors = check.Check(draft, isNew: true);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors, echoesAuthor: true);
        }
        return store.TryCreate(draft, caller, out var created)
            ? ItemResult.Done(created.Id, echoesAuthor: true)
            : ItemResult.Refused("name", "Name", ErrorTexts.Exists) with
            {
                EchoesAuthor = true,
            };
    }

    private ItemResult Update(JsonElement item)
    {
        if (PbehaviorDraft.Read(item) is not { } draft)
        {
            return ItemResult.Malformed();
        }
        var errors = check.Check(draft, isNew: false);
        errors.AddWhen(draft.Id.Length == 0, "_id", "ID", ErrorTexts.Missing);
        if (!errors.IsEmpty)
        {
            return ItemResult.Refused(errors, echoesAuthor: true);
        }
        if (store.Find(draft.Id) is not { } before)
        {
            return ItemResult.NotFound(profile);
        }
        if (UpdateCheck.Refusal(before, draft) is { } refusal)
        {
            return ItemResult.Refused(refusal, echoesAuthor: true);
        }
        return store.TryUpdate(before, draft)
            ? ItemResult.Done(before.Id, echoesAuthor: true)
            : ItemResult.Refused("name", "Name", ErrorTexts.Exists);
    }

    private ItemResult Delete(JsonElement item)
    {
        var fields = new BodyFields(item);
        var id = fields.Text("_id");
        if (fields.IsMalformed)
        {
            return ItemResult.Malformed();
        }
        if (id.Length == 0)
        {
            return ItemResult.Refused("_id", "ID", ErrorTexts.Missing);
        }
        if (store.Find(id) is not { } one)
        {
            return ItemResult.NotFound(profile);
        }
        store.Remove(one);
        return ItemResult.Done(id);
    }
}
