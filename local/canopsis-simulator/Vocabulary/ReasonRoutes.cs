using Forwarder.Simulator.Api;
using Forwarder.Simulator.Listing;
using Forwarder.Simulator.Pbehaviors;

namespace Forwarder.Simulator.Vocabulary;

/// <summary><c>/api/v4/pbehavior-reasons</c> (canopsis-api 4.2).</summary>
internal sealed class ReasonRoutes(Profile profile, VocabularyStore store, VocabularyWriter writer)
{
    private const string Path = "/api/v4/pbehavior-reasons";

    private static readonly string[] SortFields = ["name", "created"];

    public void Map(RouteTable routes)
    {
        routes.Add(
            HttpMethods.Get,
            Path,
            new ApiRoute(rights => rights.Reasons.HasFlag(Crud.Read), call => new(List(call)))
        );
        routes.Add(
            HttpMethods.Post,
            Path,
            new ApiRoute(rights => rights.Reasons.HasFlag(Crud.Create), call => new(Create(call)))
        );
    }

    private Answer List(ApiCall call)
    {
        var query = ListQuery.Read(call.Request, SortFields);
        var showsHidden = query.Flag("with_hidden") == true || !profile.LeavesOutHidden;
        return ListAnswer.Of(query, call, profile, Select, writer.Write);

        IEnumerable<PbehaviorReason> Select()
        {
            var selected = store
                .Reasons.Where(reason => showsHidden || !reason.IsHidden)
                .Where(reason => query.Matches(reason.Id, reason.Name, reason.Description));
            var sorted =
                query.SortBy == "name" ? selected.OrderBy(reason => reason.Name, StringComparer.Ordinal) : selected;
            return query.IsDescending ? sorted.Reverse() : sorted;
        }
    }

    private Answer Create(ApiCall call)
    {
        if (!ObjectBody.TryRead(call.Request, profile, out var body, out var refusal))
        {
            return refusal;
        }
        var fields = new BodyFields(body);
        var id = fields.Text("_id");
        var name = fields.Text("name");
        var description = fields.Text("description");
        var isHidden = fields.Flag("hidden") ?? false;
        if (fields.IsMalformed)
        {
            return ObjectBody.Malformed();
        }
        var errors = new FieldErrors();
        TextRules.CheckId(errors, id, value => store.Reason(value) is not null);
        TextRules.CheckRequired(errors, "name", "Name", name);
        errors.AddWhen(store.Reasons.Any(reason => reason.Name == name), "name", "Name", ErrorTexts.Exists);
        TextRules.CheckRequired(errors, "description", "Description", description);
        if (!errors.IsEmpty)
        {
            return Answers.Of(errors, profile, call.User.Language);
        }
        var created = store.AddReason(id.Length > 0 ? id : null, name, description, isHidden, call.User);
        return Answer.Json(StatusCodes.Status201Created, json => writer.Write(json, created));
    }
}
