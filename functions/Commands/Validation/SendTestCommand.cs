using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Commands.Validation;

/// <summary><c>forwarder send-test event|downtime</c>: what the curl tests of the product pages do, with the customer's own parameters.</summary>
internal static class SendTestCommand
{
    private const string Component = "canopsis-forwarder-test";

    public static Command Create() =>
        new("send-test", "Sends one event, or one downtime that is removed again, to a customer's Canopsis.")
        {
            One(
                "event",
                "Sends one check of the component canopsis-forwarder-test, state OK: no alarm is opened.",
                EventAsync
            ),
            One(
                "downtime",
                "Creates a downtime of five minutes for the same component, comments it and removes it again.",
                DowntimeAsync
            ),
        };

    private static Command One(
        string name,
        string description,
        Func<CustomerParameters, CanopsisSession, CancellationToken, Task<IReadOnlyList<CheckResult>>> send
    )
    {
        var key = new Option<string>("--customer") { Description = "Whose Canopsis.", Required = true };
        var folder = new Option<string?>("--customers-dir")
        {
            Description = "Takes the customer from this folder, not from the table.",
        };
        return OperatorCommand.Create(
            name,
            description,
            [$"forwarder send-test {name} --customer acme"],
            [key, folder],
            async (context, cancellation) =>
            {
                var customer = await StoredCustomers.OneAsync(
                    context,
                    context.Value(key)!,
                    context.Value(folder),
                    cancellation
                );
                using var authKey = StoredCustomers.KeyOf(customer, StoredCustomers.Vault(context), context.Time);
                using var session = new CanopsisSession(customer.Canopsis, authKey);
                var steps = await send(customer, session, cancellation);
                Print(context, steps);
                return steps.All(step => step.Problem is null) ? 0 : ExitCodes.Error;
            }
        );
    }

    private static async Task<IReadOnlyList<CheckResult>> EventAsync(
        CustomerParameters customer,
        CanopsisSession canopsis,
        CancellationToken cancellation
    )
    {
        var mapping = customer.Mapping;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""[{"event_type":"check","source_type":"component","connector":"{{Encoding.UTF8.GetString(mapping.Connector)}}","connector_name":"{{Encoding.UTF8.GetString(mapping.ConnectorName)}}","component":"{{Encoding.UTF8.GetString(mapping.ComponentPrefix)}}{{Component}}","state":0,"timestamp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"output":"Test of the forwarder","long_output":"Test of the forwarder","hostgroups":[]}]"""
        );
        var reply = await canopsis.SendAsync(
            HttpMethod.Post,
            customer.Canopsis.EventRoute,
            Encoding.UTF8.GetBytes(text),
            cancellation
        );
        var isSent = reply is { Status: 200 } && reply.Json is { } json && Count(json, "sent_events") == 1;
        return [new CheckResult("event sent", isSent ? null : Words(reply, "event (api_event)"))];
    }

    private static int Count(JsonElement json, string list) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(list, out var items)
        && items.ValueKind == JsonValueKind.Array
            ? items.GetArrayLength()
            : 0;

    private static async Task<IReadOnlyList<CheckResult>> DowntimeAsync(
        CustomerParameters customer,
        CanopsisSession canopsis,
        CancellationToken cancellation
    )
    {
        var names = customer.Names;
        var type = await CanopsisLookup.FindAsync(canopsis, names.TypeRoute, names.Type, cancellation);
        var reason = await CanopsisLookup.FindAsync(canopsis, names.ReasonRoute, names.Reason, cancellation);
        var steps = new List<CheckResult>
        {
            new($"type {names.Type}", type.Id is null ? Missing(type.Reply, "canopsis_downtime_type_name") : null),
            new(
                $"reason {names.Reason}",
                reason.Id is null ? Missing(reason.Reply, "canopsis_downtime_reason_name") : null
            ),
        };
        if (type.Id is null || reason.Id is null)
        {
            return steps;
        }
        var info = await canopsis.SendAsync(HttpMethod.Get, "/api/v4/app-info", default, cancellation);
        var version = info.Has("version") ? info.Json!.Value.GetProperty("version").ToString() : null;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var downtime = new DowntimeBody
        {
            Name = $"{Component}-{Guid.NewGuid():N}",
            Author = "forwarder",
            Start = now,
            Stop = now + 300,
            Entity = customer.Downtimes.ComponentPrefix + Component,
        };
        var ids = new PbehaviorIds(type.Id, reason.Id, PbehaviorIds.IsVersionWithColour(version));
        // From here on nobody interrupts: what was created is removed again.
        var created = await canopsis.SendAsync(
            HttpMethod.Post,
            customer.Downtimes.Route,
            downtime.Write(ids)!,
            CancellationToken.None
        );
        steps.Add(Step("downtime created", created, 201, "PBehaviors: create (api_pbehavior)"));
        if (created.Status == 201)
        {
            var comment = $$"""{"pbehavior":"{{downtime.Name}}","message":"Test of the forwarder"}""";
            var commented = await canopsis.SendAsync(
                HttpMethod.Post,
                customer.Downtimes.CommentRoute,
                Encoding.UTF8.GetBytes(comment),
                CancellationToken.None
            );
            steps.Add(Step("comment added", commented, 201, "PBehaviors: update (api_pbehavior)"));
        }
        if (created.Status is 201 or 0 or >= 500)
        {
            // Also when it is not known whether it was created.
            var removed = await canopsis.SendAsync(
                HttpMethod.Delete,
                $"{customer.Downtimes.Route}?name={Uri.EscapeDataString(downtime.Name)}",
                default,
                CancellationToken.None
            );
            var step = Step("downtime removed", removed, 204, "PBehaviors: delete (api_pbehavior)");
            steps.Add(
                step.Problem is null || removed.Status == 404
                    ? step with
                    {
                        Problem = null,
                    }
                    : step with
                    {
                        Problem = $"{step.Problem} Remove {downtime.Name} by hand.",
                    }
            );
        }
        return steps;
    }

    private static CheckResult Step(string what, CanopsisReply reply, int expected, string right) =>
        new(what, reply.Status == expected ? null : Words(reply, right));

    private static string Missing(CanopsisReply reply, string parameter) =>
        reply.IsSuccess
            ? $"There is none of this name: see {parameter}; forwarder validate --online says more."
            : Words(reply, "read");

    private static string Words(CanopsisReply reply, string right) =>
        reply switch
        {
            { Fault: { } fault } => $"{fault}.",
            { Status: 401 } => "The key is refused.",
            { Status: 403 } => $"The right is missing: {right}.",
            { Status: 200 } => "It was answered, but the event is not among those taken: look at the log of Canopsis.",
            _ => $"Canopsis answered {reply.Status.ToString(CultureInfo.InvariantCulture)}: {Errors(reply)}",
        };

    // The names of the fields only: texts of Canopsis differ by version and language.
    private static string Errors(CanopsisReply reply) =>
        reply.Json is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Object
            ? string.Join(", ", errors.EnumerateObject().Select(error => JavaScriptEncoder.Default.Encode(error.Name)))
            : "no fields named.";

    private static void Print(OperatorContext context, IReadOnlyList<CheckResult> steps)
    {
        if (!context.IsJson)
        {
            foreach (var step in steps)
            {
                OperatorContext.Print($"{step.What}: {step.Problem ?? "ok"}");
            }
            return;
        }
        OperatorContext.Print(json =>
        {
            json.WriteStartArray("steps");
            foreach (var step in steps)
            {
                json.WriteStartObject();
                json.WriteString("step", step.What);
                json.WriteString("problem", step.Problem);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }
}
