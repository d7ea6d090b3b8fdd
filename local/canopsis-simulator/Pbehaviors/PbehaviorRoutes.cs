using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Listing;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary><c>/api/v4/pbehaviors</c> (canopsis-api 3.1 to 3.3).</summary>
internal sealed class PbehaviorRoutes(Profile profile, PbehaviorStore store, DraftCheck check, PbehaviorWriter writer)
{
    private const string Path = "/api/v4/pbehaviors";
    private const string PathOfOne = $"{Path}/:id";

    public void Map(RouteTable routes)
    {
        Add(HttpMethods.Post, Path, Crud.Create, Create);
        Add(HttpMethods.Get, Path, Crud.Read, List);
        Add(HttpMethods.Delete, Path, Crud.Delete, DeleteByName);
        Add(HttpMethods.Get, PathOfOne, Crud.Read, Get);
        Add(HttpMethods.Put, PathOfOne, Crud.Update, call => Change(call, isPatch: false));
        Add(HttpMethods.Patch, PathOfOne, Crud.Update, call => Change(call, isPatch: true));
        Add(HttpMethods.Delete, PathOfOne, Crud.Delete, Delete);

        void Add(string method, string path, Crud right, Func<ApiCall, Answer> handle) =>
            routes.Add(
                method,
                path,
                new ApiRoute(rights => rights.Pbehaviors.HasFlag(right), call => new(handle(call)))
            );
    }

    private Answer Create(ApiCall call)
    {
        if (!ObjectBody.TryRead(call.Request, profile, out var body, out var refusal))
        {
            return refusal;
        }
        if (PbehaviorDraft.Read(body) is not { } draft)
        {
            return ObjectBody.Malformed();
        }
        var errors = check.Check(draft, isNew: true);
        if (!errors.IsEmpty)
        {
            return Answers.Of(errors, profile, call.User.Language);
        }
        return store.TryCreate(draft, call.User, out var created)
            ? Answer.Json(StatusCodes.Status201Created, json => writer.Write(json, created))
            : NameExists(call);
    }

    private Answer List(ApiCall call)
    {
        var query = ListQuery.Read(call.Request, PbehaviorOrder.FieldsOf(profile));
        var now = store.Now;
        return ListAnswer.Of(query, call, profile, Select, (json, one) => writer.WriteListed(json, one, now));

        IEnumerable<Pbehavior> Select() => PbehaviorOrder.Sort(store.All.Where(one => Matches(query, one)), query);
    }

    private static bool Matches(ListQuery query, Pbehavior one) =>
        query.Matches(one.Id, one.Name, one.Author.Id)
        || one.Comments.Any(comment => query.Matches(comment.Author.Id, comment.Message));

    private Answer Get(ApiCall call) =>
        store.Find(call.Id) is { } one
            ? Answer.Json(StatusCodes.Status200OK, json => writer.Write(json, one))
            : Answers.NotFound(profile);

    private Answer Change(ApiCall call, bool isPatch)
    {
        if (!ObjectBody.TryRead(call.Request, profile, out var body, out var refusal))
        {
            return refusal;
        }
        var before = store.Find(call.Id);
        if (ReadChange(body, isPatch ? before : null) is not { } draft)
        {
            return ObjectBody.Malformed();
        }
        if (isPatch && before is null)
        {
            return Answers.NotFound(profile);
        }
        if (before is not null && UpdateCheck.Refusal(before, draft) is { } origin)
        {
            return profile.ForbidsExternalUpdates && before.Entities is not null
                ? Answers.Forbidden()
                : Answers.Of(origin, profile, call.User.Language);
        }
        var errors = check.Check(draft, isNew: false);
        // Here, and only here, a window may not be empty.
        errors.AddWhen(isPatch && draft.Stop <= draft.Start, "tstop", "Stop", "should be greater than Start");
        if (!errors.IsEmpty)
        {
            return Answers.Of(errors, profile, call.User.Language);
        }
        if (before is null)
        {
            return Answers.NotFound(profile);
        }
        return store.TryUpdate(before, draft)
            ? Answer.Json(StatusCodes.Status200OK, json => writer.Write(json, before))
            : NameExists(call);
    }

    private static PbehaviorDraft? ReadChange(JsonElement body, Pbehavior? before) =>
        before is null ? PbehaviorDraft.Read(body) : PbehaviorDraft.Read(body, before.Draft);

    private Answer Delete(ApiCall call) => Remove(store.Find(call.Id));

    private Answer DeleteByName(ApiCall call)
    {
        var name = ListQuery.Read(call.Request, []).Text("name");
        return name.Length == 0
            ? Answers.Of(FieldErrors.Of("name", "Name", ErrorTexts.Missing), profile, call.User.Language)
            : Remove(store.FindByName(name));
    }

    private Answer Remove(Pbehavior? one)
    {
        if (one is null)
        {
            return Answers.NotFound(profile);
        }
        store.Remove(one);
        return Answer.NoContent();
    }

    private Answer NameExists(ApiCall call) =>
        Answers.Of(FieldErrors.Of("name", "Name", ErrorTexts.Exists), profile, call.User.Language);
}
