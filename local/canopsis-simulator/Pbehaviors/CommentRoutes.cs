using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary><c>/api/v4/pbehavior-comments</c> (canopsis-api 3.4). Both need the right to update pbehaviors.</summary>
internal sealed class CommentRoutes(Profile profile, PbehaviorStore store, PbehaviorWriter writer)
{
    private const string Path = "/api/v4/pbehavior-comments";

    public void Map(RouteTable routes)
    {
        routes.Add(HttpMethods.Post, Path, new ApiRoute(MayUpdate, call => new(Create(call))));
        routes.Add(HttpMethods.Delete, $"{Path}/:id", new ApiRoute(MayUpdate, call => new(Delete(call))));
    }

    private static bool MayUpdate(Rights rights) => rights.Pbehaviors.HasFlag(Crud.Update);

    private Answer Create(ApiCall call)
    {
        if (!ObjectBody.TryRead(call.Request, profile, out var body, out var refusal))
        {
            return refusal;
        }
        var fields = new BodyFields(body);
        var id = fields.Text("pbehavior");
        var message = fields.Text("message");
        if (fields.IsMalformed)
        {
            return ObjectBody.Malformed();
        }
        var errors = new FieldErrors();
        errors.AddWhen(id.Length == 0, "pbehavior", "Pbehavior", ErrorTexts.Missing);
        TextRules.CheckRequired(errors, "message", "Message", message);
        if (!errors.IsEmpty)
        {
            return Answers.Of(errors, profile, call.User.Language);
        }
        if (store.Find(id) is not { } pbehavior)
        {
            return Answers.NotFound(profile);
        }
        var comment = store.AddComment(pbehavior, call.User, message);
        return Answer.Json(StatusCodes.Status201Created, json => writer.Write(json, comment));
    }

    private Answer Delete(ApiCall call) =>
        store.RemoveComment(call.Id) ? Answer.NoContent() : Answers.NotFound(profile);
}
