using System.Net;
using System.Text;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// What answers in the rehearsal instead of Table storage and Canopsis, without a connection: a customer, a lane that is there already, and a
/// Canopsis that takes every event.
/// </summary>
internal sealed class RehearsalNetwork : HttpMessageHandler
{
    public const string Customer = "rehearsal";
    public const string Publisher = $"{Customer}.agent";

    public static readonly Uri Storage = new("https://storage.invalid");

    private const string Canopsis = "canopsis.invalid";
    private const string ETag = "W/\"rehearsal\"";

    /// <summary>Whether an event came to the Canopsis.</summary>
    public bool HasDelivered { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        // Nothing here may be waited for, and still nothing may seem to be done at once: a real answer never is.
        await Task.Yield();
        var url = request.RequestUri!;
        if (url.Host == Canopsis)
        {
            HasDelivered = true;
            var events = await request.Content!.ReadAsStringAsync(cancellationToken);
            return Answer(
                HttpStatusCode.OK,
                Encoding.UTF8.GetBytes($$"""{"sent_events":{{events}},"failed_events":[]}""")
            );
        }
        return (request.Method.Method, url.AbsolutePath) switch
        {
            ("GET", $"/{CustomerTable.TableName}()") => Answer(
                HttpStatusCode.OK,
                [.. "{\"value\":["u8, .. EntityJson.Write(CustomerRow()), .. "]}"u8]
            ),
            ("GET", _) => Answer(HttpStatusCode.OK, EntityJson.Write(LaneEntity.Write(Publisher, LaneRow.New))),
            ("POST", "/$batch") => Answer(
                HttpStatusCode.Accepted,
                Encoding.ASCII.GetBytes($"--parts\r\n\r\nHTTP/1.1 204 No Content\r\nETag: {ETag}\r\n\r\n--parts--\r\n")
            ),
            _ => Answer(HttpStatusCode.NoContent, []),
        };
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] body) =>
        new(status)
        {
            Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } },
            Headers = { { "ETag", ETag } },
        };

    private static TableEntity CustomerRow()
    {
        var row = new TableEntity("customer", Customer) { ["paused"] = false };
        ChunkedBinary.Set(
            row,
            "parameters",
            Encoding.UTF8.GetBytes($$"""{"canopsis_host":"{{Canopsis}}","canopsis_authkey":"rehearsal"}""")
        );
        return row;
    }
}
