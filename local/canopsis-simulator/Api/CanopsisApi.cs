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
    private readonly Dictionary<string, Dictionary<string, ApiRoute>> routes;

    public CanopsisApi(SimulatorOptions options)
    {
        profile = Profile.Of(options.Version);
        callers = new CallerDirectory(options);
        var appInfo = new AppInfo(profile);
        var events = new EventRoute(profile);
        routes = new(StringComparer.Ordinal)
        {
            ["/api/v4/app-info"] = new(StringComparer.Ordinal)
            {
                [HttpMethods.Get] = new ApiRoute(NeedsCaller: false, _ => true, (_, _, _) => new(appInfo.Answer())),
            },
            ["/api/v4/event"] = new(StringComparer.Ordinal)
            {
                [HttpMethods.Post] = new ApiRoute(NeedsCaller: true, caller => caller.MaySendEvents, events.Handle),
            },
        };
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
        if (!routes.TryGetValue(path, out var methods))
        {
            return new(AnswerUnknownPath(request, path));
        }
        return methods.TryGetValue(request.Method, out var route)
            ? Enter(route, request, faults)
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
        if (!path.StartsWith(VersionPrefix, StringComparison.Ordinal) || !routes.ContainsKey(withoutSlash))
        {
            return Answer.Error(StatusCodes.Status404NotFound, profile.NotFoundText);
        }
        var status = HttpMethods.IsGet(request.Method)
            ? StatusCodes.Status301MovedPermanently
            : StatusCodes.Status307TemporaryRedirect;
        return Answer.Redirect(status, withoutSlash + request.Query);
    }

    private RouteResult Enter(ApiRoute route, ApiRequest request, RequestFaults faults)
    {
        var (kind, caller) = callers.Identify(request);
        if (kind == CallerKind.Known && faults.Has(FaultKind.Unauthorized))
        {
            kind = CallerKind.Refused;
        }
        if (kind == CallerKind.Broken)
        {
            return new(Answer.Error(StatusCodes.Status500InternalServerError, profile.InternalErrorText));
        }
        if (kind == CallerKind.Refused || (kind == CallerKind.Anonymous && route.NeedsCaller))
        {
            return new(Answer.Error(StatusCodes.Status401Unauthorized, "Unauthorized"));
        }
        if (caller is not null && profile.HasMaintenance && faults.Has(FaultKind.Maintenance))
        {
            return new(Answer.Error(StatusCodes.Status503ServiceUnavailable, "canopsis is under maintenance"));
        }
        if (route.NeedsCaller && (!route.IsAllowed(caller!) || faults.Has(FaultKind.Forbidden)))
        {
            return new(Answer.Error(StatusCodes.Status403Forbidden, "Forbidden"));
        }
        return route.Handle(request, caller, faults);
    }
}
