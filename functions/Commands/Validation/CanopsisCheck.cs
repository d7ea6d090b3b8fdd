using System.Globalization;
using System.Text;
using System.Text.Json;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Validation;

/// <summary>
/// Asks a customer's Canopsis whether everything that the forwarder needs is allowed and there, by requests without effect: those that would change
/// something are invalid or about something that does not exist (canopsis-api.md 1.2: rights are looked at before bodies).
/// </summary>
internal sealed class CanopsisCheck(CustomerParameters customer, CanopsisSession canopsis)
{
    // Nothing is called so.
    private readonly string nobody = $"canopsis-forwarder-check-{Guid.NewGuid():N}";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellation)
    {
        var info = await canopsis.SendAsync(HttpMethod.Get, "/api/v4/app-info", default, cancellation);
        var results = new List<CheckResult> { Connection(info) };
        if (results[0].Problem is not null)
        {
            // Nothing else can be asked.
            return results;
        }
        var events = customer.Canopsis.EventRoute;
        results.Add(
            Judge(
                await canopsis.SendAsync(HttpMethod.Post, events, "[]"u8.ToArray(), cancellation),
                "event",
                "event (api_event)",
                reply => reply.Status == 200 && reply.Has("sent_events") && reply.Has("failed_events"),
                "canopsis_event_route"
            )
        );
        if (customer.Downtimes.IsSent)
        {
            await DowntimesAsync(results, cancellation);
        }
        return results;
    }

    private static CheckResult Connection(CanopsisReply info) =>
        new(
            info.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("version", out var version)
                ? $"Canopsis {version}"
                : "Canopsis",
            info switch
            {
                { Fault: { } fault } => $"{fault}.",
                { Status: 401 } => "The key is refused: look at canopsis_authkey, and whether its user is enabled.",
                { Status: 503 } =>
                    "It is under maintenance, and the user lacks api_maintenance. Nothing else can be checked now.",
                { IsSuccess: true } when info.Has("version") => null,
                _ =>
                    $"It answered {info.Status} to app-info, not as Canopsis does: look at canopsis_host, canopsis_port and sending_protocol.",
            }
        );

    private async Task DowntimesAsync(List<CheckResult> results, CancellationToken cancellation)
    {
        var route = customer.Downtimes.Route;
        var comments = customer.Downtimes.CommentRoute;
        byte[] comment = Encoding.UTF8.GetBytes($$"""{"pbehavior":"{{nobody}}","message":"check"}""");
        results.Add(
            Judge(
                await canopsis.SendAsync(HttpMethod.Post, route, "{}"u8.ToArray(), cancellation),
                "downtime creation",
                "PBehaviors: create (api_pbehavior)",
                reply => reply.Status == 400 && reply.Has("errors"),
                "canopsis_downtime_route"
            )
        );
        results.Add(
            Judge(
                await canopsis.SendAsync(HttpMethod.Get, $"{route}?limit=1", default, cancellation),
                "downtime list",
                "PBehaviors: read (api_pbehavior)",
                reply => reply.IsSuccess && reply.Has("data"),
                "canopsis_downtime_route"
            )
        );
        results.Add(
            Judge(
                await canopsis.SendAsync(HttpMethod.Delete, $"{route}?name={nobody}", default, cancellation),
                "downtime deletion",
                "PBehaviors: delete (api_pbehavior)",
                reply => reply.Status == 404 && reply.Json is not null,
                "canopsis_downtime_route"
            )
        );
        results.Add(
            Judge(
                await canopsis.SendAsync(HttpMethod.Post, comments, comment, cancellation),
                "downtime comment",
                "PBehaviors: update (api_pbehavior)",
                reply =>
                    (reply.Status == 404 && reply.Json is not null) || (reply.Status == 400 && reply.Has("errors")),
                "canopsis_downtime_comment_route"
            )
        );
        results.Add(await TypeAsync(cancellation));
        results.Add(await ReasonAsync(cancellation));
    }

    private async Task<CheckResult> TypeAsync(CancellationToken cancellation)
    {
        var names = customer.Names;
        var found = await CanopsisLookup.FindAsync(canopsis, names.TypeRoute, names.Type, cancellation);
        var result = Judge(
            found.Reply,
            "downtime type",
            "PBehavior types: read (api_pbehaviortype)",
            reply => reply.IsSuccess && reply.Has("data"),
            "canopsis_downtime_type_route"
        );
        return result.Problem is null && found.Id is null
            ? result with
            {
                Problem =
                    $"There is no type {names.Type}: correct canopsis_downtime_type_name. Downtimes wait until then.",
            }
            : result;
    }

    private async Task<CheckResult> ReasonAsync(CancellationToken cancellation)
    {
        var names = customer.Names;
        var found = await CanopsisLookup.FindAsync(canopsis, names.ReasonRoute, names.Reason, cancellation);
        var result = Judge(
            found.Reply,
            "downtime reason",
            "PBehavior reasons: read (api_pbehaviorreason)",
            reply => reply.IsSuccess && reply.Has("data"),
            "canopsis_downtime_reason_route"
        );
        if (result.Problem is not null || found.Id is not null)
        {
            return result;
        }
        // It is created with the first downtime, if that is allowed.
        return Judge(
            await canopsis.SendAsync(HttpMethod.Post, names.ReasonRoute, "{}"u8.ToArray(), cancellation),
            $"downtime reason {names.Reason}, to be created",
            $"PBehavior reasons: create (api_pbehaviorreason), or a reason {names.Reason} created by hand",
            reply => reply.Status == 400 && reply.Has("errors"),
            "canopsis_downtime_reason_route"
        );
    }

    private static CheckResult Judge(
        CanopsisReply reply,
        string what,
        string right,
        Func<CanopsisReply, bool> isExpected,
        string route
    ) =>
        new(
            what,
            isExpected(reply)
                ? null
                : reply switch
                {
                    { Fault: { } fault } => $"{fault}.",
                    { Status: 401 } => "The key is refused.",
                    { Status: 403 } =>
                        $"The right is missing: {right}. Give it to the role of the key's user; it counts after a minute.",
                    { Status: 404 or 405 } => $"There is no such route: correct {route}.",
                    { Json: null } =>
                        $"Something else than Canopsis answered ({Number(reply.Status)}, no JSON): correct {route}.",
                    _ =>
                        $"It answered {Number(reply.Status)}, which is not expected: look at {route} and at the log of Canopsis.",
                }
        );

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);
}
