using System.Text;
using System.Text.Json;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// The routes of pbehaviors, their comments, types and reasons (canopsis-api.md 3 to 5). Each request is tried once: what fails stays pending, and is
/// tried again within a minute.
/// </summary>
internal sealed class PbehaviorClient(
    string customer,
    CanopsisOptions options,
    PbehaviorRoutes routes,
    CanopsisClient connection,
    ILogger logger
)
{
    private const int MostPages = 1000;

    /// <summary>An answer takes longer only when something is wrong; a list of thousands is given more.</summary>
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestList = TimeSpan.FromSeconds(30);

    public PbehaviorRoutes Routes => routes;

    /// <summary>Requests are logged and count as done.</summary>
    public bool OnlyLogsRequests => options.OnlyLogsRequests;

    /// <param name="prefix">Only those whose names begin with it; null for all.</param>
    /// <returns>Null with the answer that was none.</returns>
    public async Task<(PbehaviorListing? Listing, PbehaviorAnswer Answer)> ListAsync(
        string? prefix,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var search = prefix is null ? "" : $"&search={Uri.EscapeDataString(prefix)}";
        var (items, answer) = await ReadAllAsync(routes.Pbehaviors, search, cancellation);
        return items is null
            ? (null, answer)
            : (
                new PbehaviorListing(now, prefix, [.. items.Select(PbehaviorReader.Read).OfType<ListedPbehavior>()]),
                answer
            );
    }

    /// <summary>All pages of a list.</summary>
    /// <returns>Null with the answer that was none.</returns>
    public async Task<(IReadOnlyList<JsonElement>? Items, PbehaviorAnswer Answer)> ReadAllAsync(
        string route,
        string query,
        CancellationToken cancellation
    )
    {
        var items = new List<JsonElement>();
        for (var page = 1; page <= MostPages; page++)
        {
            // One answer with everything; pages follow only where something in between took the wish away.
            var asked = page == 1 ? $"paginate=false{query}" : $"page={page}{query}";
            var answer = await SendAsync(new CanopsisRequest(HttpMethod.Get, route, asked, default), cancellation);
            if (!answer.IsDone)
            {
                return (null, answer);
            }
            if (PbehaviorReader.Page(answer.Body) is not { } read)
            {
                return (null, OtherShape(answer));
            }
            items.AddRange(read.Items);
            if (page >= read.Pages || read.Items.Count == 0)
            {
                return (items, answer);
            }
        }
        return (null, new PbehaviorAnswer(PbehaviorAnswerClass.Misconfigured) { Detail = "the list has no end" });
    }

    /// <returns>Null when there is none, or with an answer that is no answer.</returns>
    public async Task<(ListedPbehavior? Found, PbehaviorAnswer Answer)> FindAsync(
        string id,
        string name,
        CancellationToken cancellation
    )
    {
        var answer = await SendAsync(new CanopsisRequest(HttpMethod.Get, One(id), null, default), cancellation);
        if (answer.IsDone)
        {
            var found = PbehaviorReader.Read(answer.Body);
            if (found is null)
            {
                return (null, OtherShape(answer));
            }
            // Its name may have been changed by hand.
            return (found, answer);
        }
        if (answer.Class != PbehaviorAnswerClass.Missing)
        {
            return (null, answer);
        }
        var search = $"&search={Uri.EscapeDataString(Literally(name))}";
        var (items, listed) = await ReadAllAsync(routes.Pbehaviors, search, cancellation);
        return (
            items?.Select(PbehaviorReader.Read).FirstOrDefault(item => item?.Name == name),
            items is null ? listed : answer with { Class = PbehaviorAnswerClass.Missing }
        );
    }

    /// <summary>Succeeds with the pbehavior's id in the body.</summary>
    public Task<PbehaviorAnswer> CreateAsync(byte[] body, CancellationToken cancellation) =>
        SendObjectAsync(new CanopsisRequest(HttpMethod.Post, routes.Pbehaviors, null, body), cancellation);

    public Task<PbehaviorAnswer> UpdateAsync(string id, byte[] body, CancellationToken cancellation) =>
        SendObjectAsync(new CanopsisRequest(HttpMethod.Put, One(id), null, body), cancellation);

    /// <summary>By its name, and by its id where that is known and the name has been changed by hand.</summary>
    public async Task<PbehaviorAnswer> DeleteAsync(string name, string? id, CancellationToken cancellation)
    {
        var query = $"name={Uri.EscapeDataString(name)}";
        var answer = await SendAsync(
            new CanopsisRequest(HttpMethod.Delete, routes.Pbehaviors, query, default),
            cancellation
        );
        return answer.Class == PbehaviorAnswerClass.Missing && id is not null
            ? await SendAsync(new CanopsisRequest(HttpMethod.Delete, One(id), null, default), cancellation)
            : answer;
    }

    public Task<PbehaviorAnswer> CommentAsync(byte[] body, CancellationToken cancellation) =>
        SendObjectAsync(new CanopsisRequest(HttpMethod.Post, routes.Comments, null, body), cancellation);

    /// <summary>Many items in one request; each has its own answer, in order.</summary>
    /// <returns>One answer instead when the request as a whole was not understood.</returns>
    public async Task<(IReadOnlyList<PbehaviorAnswer>? Items, PbehaviorAnswer Answer)> BulkAsync(
        HttpMethod method,
        string route,
        IReadOnlyList<byte[]> bodies,
        CancellationToken cancellation
    )
    {
        var answer = await SendAsync(new CanopsisRequest(method, route, null, ArrayOf(bodies)), cancellation);
        if (!answer.IsDone)
        {
            return (null, answer);
        }
        if (OnlyLogsRequests)
        {
            return ([.. bodies.Select(_ => answer)], answer);
        }
        return answer.Body.ValueKind == JsonValueKind.Array && answer.Body.GetArrayLength() == bodies.Count
            ? ([.. answer.Body.EnumerateArray().Select(PbehaviorAnswer.OfItem)], answer)
            : (null, OtherShape(answer));
    }

    /// <summary>Never throws for what Canopsis or the network does.</summary>
    public async Task<PbehaviorAnswer> SendAsync(CanopsisRequest request, CancellationToken cancellation)
    {
        var isRead = request.Method == HttpMethod.Get;
        var url = options.UrlOf(request.Query is { } query ? $"{request.Route}?{query}" : request.Route);
        if (options.OnlyLogsRequests && !isRead)
        {
            DowntimeLog.NotSent(logger, customer, CurlCommand.Of(options, request.Method, url, request.Body.Span));
            return new PbehaviorAnswer(PbehaviorAnswerClass.Done);
        }
        if (options.LogsRequests)
        {
            DowntimeLog.Request(logger, customer, CurlCommand.Of(options, request.Method, url, request.Body.Span));
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var longest = isRead ? LongestList : LongestAttempt;
        patience.CancelAfter(options.AttemptTimeout < longest ? options.AttemptTimeout : longest);
        try
        {
            var (status, body) = await connection.RequestAsync(request.Method, url, request.Body, patience.Token);
            return PbehaviorAnswer.Of(status, body);
        }
        catch (SecretUnreadableException unreadable)
        {
            return NoAnswer(unreadable.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NoAnswer("no answer in time");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            var fault = ConnectionFault.Of(broken);
            return fault.Class == AnswerClass.Misconfigured
                ? new PbehaviorAnswer(PbehaviorAnswerClass.Misconfigured) { Detail = fault.Detail }
                : NoAnswer(fault.Detail ?? "no answer");
        }
    }

    private async Task<PbehaviorAnswer> SendObjectAsync(CanopsisRequest request, CancellationToken cancellation)
    {
        var answer = await SendAsync(request, cancellation);
        return answer.IsDone && !OnlyLogsRequests && PbehaviorReader.Text(answer.Body, "_id") is null
            ? OtherShape(answer)
            : answer;
    }

    private string One(string id) => $"{routes.Pbehaviors}/{Uri.EscapeDataString(id)}";

    // The search is a regular expression.
    private static string Literally(string name)
    {
        var pattern = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if ("\\.+*?()|[]{}^$".Contains(character, StringComparison.Ordinal))
            {
                pattern.Append('\\');
            }
            pattern.Append(character);
        }
        return pattern.ToString();
    }

    private static byte[] ArrayOf(IReadOnlyList<byte[]> bodies)
    {
        using var array = new MemoryStream();
        array.WriteByte((byte)'[');
        for (var i = 0; i < bodies.Count; i++)
        {
            if (i > 0)
            {
                array.WriteByte((byte)',');
            }
            array.Write(bodies[i]);
        }
        array.WriteByte((byte)']');
        return array.ToArray();
    }

    private static PbehaviorAnswer OtherShape(PbehaviorAnswer answer) =>
        answer with
        {
            Class = PbehaviorAnswerClass.Misconfigured,
            Detail = "the answer is not that of a route of pbehaviors",
        };

    private static PbehaviorAnswer NoAnswer(string detail) => new(PbehaviorAnswerClass.RetryLater) { Detail = detail };
}
