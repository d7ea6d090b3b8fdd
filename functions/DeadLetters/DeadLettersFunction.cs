using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// The HTTP functions <c>DeadLetters</c> (reads) and <c>ChangeDeadLetters</c> (queues a decision). Each has its own function key: who may look may not decide.
/// </summary>
/// <param name="signsPeopleIn">The app signs people in, so that the header with their name is not the caller's own.</param>
internal sealed class DeadLettersFunction(LetterDesk desk, CustomerCatalog customers, bool signsPeopleIn)
{
    private const int MostLetters = 1000;

    private const int LongestName = 200;

    private static readonly string[] Questions = ["order", "customer", "id", "cause", "state", "limit"];
    private static readonly string[] Causes = [.. Enum.GetValues<DeadLetterReason>().Select(DeadLetterEntity.Name)];

    public async Task<HttpAnswer> ReadAsync(HttpCall call, CancellationToken cancellation)
    {
        var query = call.Query;
        if (Misunderstood(query) is { } error)
        {
            return Refused(400, error);
        }
        if (query.TryGetValue("order", out var order))
        {
            return await desk.ResultAsync(order, cancellation) is { } result
                ? Answer(
                    200,
                    json =>
                    {
                        LetterJson.Order(json, result.Order);
                        LetterJson.States(json, result.States);
                    }
                )
                : Refused(404, $"There is no order {order}.");
        }
        query.TryGetValue("customer", out var customer);
        if (customer is not null && !CustomerFolder.IsCustomerKey(customer))
        {
            return Refused(400, "customer: write 1 to 40 of a-z, 0-9 and -.");
        }
        if (query.TryGetValue("id", out var id))
        {
            return customer is not null && await desk.LetterAsync(customer, id, cancellation) is { } letter
                ? Answer(
                    200,
                    json =>
                    {
                        LetterJson.Letter(json, letter);
                        LetterJson.Content(json, letter);
                    }
                )
                : Refused(404, "There is no such dead letter; id goes together with customer.");
        }
        if (query.ContainsKey("limit") || query.ContainsKey("cause") || query.ContainsKey("state"))
        {
            return await ListAsync(customer, query, cancellation);
        }
        var groups = await desk.GroupsAsync(customer, cancellation);
        return Answer(200, json => LetterJson.Groups(json, groups));
    }

    public async Task<HttpAnswer> ChangeAsync(HttpCall call, CancellationToken cancellation)
    {
        ChangeRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(call.Body.Span, DeadLettersJson.Default.ChangeRequest);
        }
        catch (JsonException)
        {
            request = null;
        }
        if (
            request is not { Action: "redrive" or "discard", Customer: { } customer }
            || !CustomerFolder.IsCustomerKey(customer)
            || (request.Id is { } id && !LetterId.IsOne(id))
        )
        {
            return Refused(
                400,
                "Write {\"action\":\"redrive\" or \"discard\",\"customer\":…} and, to choose, \"cause\" or \"id\"; \"force\":true also takes superseded ones."
            );
        }
        if (request.Cause is { } cause && !Causes.Contains(cause))
        {
            return Refused(400, $"cause {cause}: write one of {string.Join(", ", Causes)}.");
        }
        if (Selectors(request) is [_, _, ..] several)
        {
            return Refused(400, $"{string.Join(", ", several)}: choose by only one of \"id\", \"cause\" and \"all\".");
        }
        if (request is { Id: null, Cause: null, All: false })
        {
            return Refused(400, "Choose by \"id\" or \"cause\", or write \"all\":true.");
        }
        if (!await IsKnownAsync(customer, cancellation))
        {
            return Refused(404, $"There is no customer {customer}, and no dead letter of one.");
        }
        var order = await desk.OrderAsync(
            request.Action == "redrive" ? LetterAction.Redrive : LetterAction.Discard,
            customer,
            request.Cause,
            request.Id,
            request.Force,
            By(call),
            cancellation
        );
        return Answer(202, json => LetterJson.Order(json, order));
    }

    // A mistake must not look like "there are none".
    private static string? Misunderstood(IReadOnlyDictionary<string, string> query) =>
        query.Keys.FirstOrDefault(name => !Questions.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"{unknown}: ask by {string.Join(", ", Questions)}."
        : query.TryGetValue("cause", out var cause) && !Causes.Contains(cause)
            ? $"cause {cause}: write one of {string.Join(", ", Causes)}."
        : query.TryGetValue("state", out var state) && !DeadLetterState.All.Contains(state, StringComparer.Ordinal)
            ? $"state {state}: write one of {string.Join(", ", DeadLetterState.All)}."
        : null;

    // A customer that was removed may still have letters.
    private async Task<bool> IsKnownAsync(string customer, CancellationToken cancellation)
    {
        await customers.RefreshAsync(cancellation);
        return customers.All.ContainsKey(customer) || await desk.HasLettersAsync(customer, cancellation);
    }

    private static List<string> Selectors(ChangeRequest request)
    {
        string?[] selectors =
        [
            request.Id is null ? null : $"id {request.Id}",
            request.Cause is null ? null : $"cause {request.Cause}",
            request.All ? "all true" : null,
        ];
        return [.. selectors.OfType<string>()];
    }

    private async Task<HttpAnswer> ListAsync(
        string? customer,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellation
    )
    {
        var limit = 100;
        if (
            customer is null
            || (
                query.TryGetValue("limit", out var text)
                && (
                    !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                    || limit is < 1 or > MostLetters
                )
            )
        )
        {
            return Refused(400, $"A list needs customer and a limit from 1 to {MostLetters}.");
        }
        var letters = await desk.LettersAsync(
            customer,
            query.GetValueOrDefault("cause"),
            query.GetValueOrDefault("state"),
            limit,
            cancellation
        );
        return Answer(200, json => LetterJson.Letters(json, letters));
    }

    // The host checked the key; who uses it is known only where the app signs people in.
    private string By(HttpCall call) =>
        signsPeopleIn
        && call.Headers.TryGetValue("x-ms-client-principal-name", out var names)
        && names is [var name, ..]
        && Shown(name) is { Length: > 0 } shown
            ? shown
            : "function key of ChangeDeadLetters";

    private static string Shown(string name) =>
        string.Concat(name.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestName));

    private static HttpAnswer Refused(int status, string error) =>
        Answer(status, json => json.WriteString("error", error));

    private static HttpAnswer Answer(int status, Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return new HttpAnswer(status, Encoding.UTF8.GetString(body.WrittenSpan));
    }
}
