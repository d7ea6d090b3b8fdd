using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Faults;

namespace Forwarder.Simulator.Events;

/// <summary><c>POST /api/v4/event</c> (canopsis-api 2).</summary>
internal sealed class EventRoute(Profile profile)
{
    // Room for what an answer has beyond its request; both lists grow when they need more.
    private const int AnswerReserveBytes = 32 * 1024;

    private readonly KnownFields fields = new(profile);
    private readonly EventChecker checker = new(profile);

    public RouteResult Handle(ApiCall call)
    {
        var request = call.Request;
        var json = EventBody.ToJson(request.Body, request.ContentType);
        if (!EventBody.TryParse(json, out var document, out var error))
        {
            var text = profile.HidesParseErrors ? "Bad Request" : error;
            return new(Answer.Error(StatusCodes.Status400BadRequest, text));
        }
        using (document)
        {
            return Take(document.RootElement, json, call.User, call.Faults);
        }
    }

    private RouteResult Take(JsonElement root, byte[] json, Caller caller, RequestFaults faults)
    {
        var isArray = root.ValueKind == JsonValueKind.Array;
        var events = new List<CheckedEvent>(isArray ? root.GetArrayLength() : 1);
        var answer = new PooledBuffer(json.Length + AnswerReserveBytes);
        using var refused = new PooledBuffer(AnswerReserveBytes);
        answer.Write("{\"sent_events\":["u8);
        var sent = new EchoWriter(caller, answer);
        var failed = new EchoWriter(caller, refused);
        var members = new EventMembers(fields);
        using var identity = new EventIdentity();
        if (isArray)
        {
            foreach (var element in root.EnumerateArray())
            {
                TakeOne(element);
            }
        }
        else
        {
            TakeOne(root);
        }
        answer.Write("],\"failed_events\":["u8);
        answer.Write(refused.Written.Span);
        answer.Write("],\"retry_events\":[]}"u8);
        return new(Answer.EventLists(answer), new EventBatch(json, events));

        void TakeOne(JsonElement element)
        {
            var raw = JsonMarshal.GetRawUtf8Value(element);
            json.AsSpan().Overlaps(raw, out var offset);
            var result = new CheckedEvent
            {
                Offset = offset,
                Length = raw.Length,
                Identity = identity.Of(element),
            };
            var rewrites = default(Rewrites);
            if (element.ValueKind == JsonValueKind.Object)
            {
                members.Read(element);
                result.IsAccepted =
                    checker.IsValid(members, result, ref rewrites) && !faults.Fails(result.Component, result.Resource);
                result.HasWrongType = members.HasWrongType;
                result.Timestamp = NumberOf(members[EventPart.Timestamp]);
            }
            events.Add(result);
            (result.IsAccepted ? sent : failed).Add(element, rewrites);
        }
    }

    private static double NumberOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number ? element.GetDouble() : 0;
}
