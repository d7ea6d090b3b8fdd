using Forwarder.Simulator.Events;
using Forwarder.Simulator.Faults;

namespace Forwarder.Simulator.Api;

/// <summary>
/// The API and the web server in front of it: routing, authentication, maintenance, permission, then the route
/// (order of canopsis-api 1.2).
/// </summary>
internal sealed class CanopsisApi
{
    private const string ApiPrefix = "/api/";
    private const string VersionPrefix = "/api/v4/";
    private const string OldAlias = "/backend";

    private readonly Profile profile;
    private readonly CallerDirectory callers;
    private readonly RouteTable routes = new();

    public CanopsisApi(Profile profile, CallerDirectory callers, Platform platform)
    {
        this.profile = profile;
        this.callers = callers;
        var appInfo = new AppInfo(profile);
        var events = new EventRoute(profile);
        routes.Add(
            HttpMethods.Get,
            "/api/v4/app-info",
            new ApiRoute(IsAllowed: null, call => new(appInfo.Answer(call.Faults)))
        );
        routes.Add(HttpMethods.Post, "/api/v4/event", new ApiRoute(rights => rights.Events, events.Handle));
        platform.Map(routes);
    }

    public RouteResult Handle(ApiRequest request, RequestFaults faults)
    {
        if (request.IsTooLarge)
        {
            return new(Answer.Html(StatusCodes.Status413PayloadTooLarge));
        }
        var path = request.Path.StartsWith(OldAlias + ApiPrefix, StringComparison.Ordinal)
            ? request.Path[OldAlias.Length..]
            : request.Path;
        if (!path.StartsWith(ApiPrefix, StringComparison.Ordinal))
        {
            return new(ServePage(request.Method));
        }
        if (routes.Find(path, out var id) is not { } methods)
        {
            return new(AnswerUnknownPath(request, path));
        }
        return methods.TryGetValue(request.Method, out var route)
            ? Enter(route, request, faults, id)
            : new(Answer.Error(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed"));
    }

    private Answer ServePage(string method)
    {
        var isServed = HttpMethods.IsGet(method) || profile.ServesPagesForPost;
        return Answer.Html(isServed ? StatusCodes.Status200OK : StatusCodes.Status405MethodNotAllowed);
    }

    private Answer AnswerUnknownPath(ApiRequest request, string path)
    {
        var withoutSlash = path.TrimEnd('/');
        if (!path.StartsWith(VersionPrefix, StringComparison.Ordinal) || routes.Find(withoutSlash, out _) is null)
        {
            return Answers.NotFound(profile);
        }
        var status = HttpMethods.IsGet(request.Method)
            ? StatusCodes.Status301MovedPermanently
            : StatusCodes.Status307TemporaryRedirect;
        return Answer.Redirect(status, withoutSlash + request.Query);
    }

    private RouteResult Enter(ApiRoute route, ApiRequest request, RequestFaults faults, string id)
    {
        var (kind, caller) = callers.Identify(request);
        if (kind == CallerKind.Known && faults.Has(FaultKind.Unauthorized))
        {
            kind = CallerKind.Refused;
        }
        if (kind == CallerKind.Broken)
        {
            return new(Answers.InternalError(profile));
        }
        if (kind == CallerKind.Refused || (kind == CallerKind.Anonymous && route.NeedsCaller))
        {
            return new(Answer.Error(StatusCodes.Status401Unauthorized, "Unauthorized"));
        }
        if (caller is not null && profile.HasMaintenance && faults.Has(FaultKind.Maintenance))
        {
            return new(Answer.Error(StatusCodes.Status503ServiceUnavailable, "canopsis is under maintenance"));
        }
        if (route.IsAllowed is { } isAllowed && (!isAllowed(caller!.Rights) || faults.Has(FaultKind.Forbidden)))
        {
            return new(Answers.Forbidden());
        }
        return route.Handle(new ApiCall(request, caller, faults, id));
    }
}
