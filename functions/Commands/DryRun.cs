using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Commands;

/// <summary>
/// The requests that a customer's events would cause, in the order of sending. Requests with events are as large as the customer allows: in service
/// they end with the packs at hand as well. Sends nothing.
/// </summary>
internal sealed class DryRun(CustomerParameters customer, PublisherId publisher, PbehaviorIds ids)
{
    private readonly EventMapper mapper = new(customer.Mapping);
    private readonly DowntimeMapper downtimes = new(customer.Downtimes);
    private readonly DowntimeLedger ledger = new(new DowntimeRequests(customer.Downtimes));
    private readonly EventChunk chunk = new(customer.Canopsis.MaxEventsPerRequest);

    /// <summary>Takes one event line; adds the requests that are complete by now.</summary>
    public MappingResult Take(ReadOnlySpan<byte> line, ICollection<CanopsisRequest> requests)
    {
        var result = chunk.Add(mapper, line);
        if (result is { Kind: EventKind.Downtime, Verdict: MappingVerdict.NotMapped })
        {
            return TakeDowntime(line, requests);
        }
        if (chunk.IsFull)
        {
            AddEvents(requests);
        }
        return result;
    }

    /// <summary>Adds what waits for more events.</summary>
    public void End(ICollection<CanopsisRequest> requests)
    {
        while (chunk.SendableCount > 0)
        {
            AddEvents(requests);
        }
    }

    private MappingResult TakeDowntime(ReadOnlySpan<byte> line, ICollection<CanopsisRequest> requests)
    {
        try
        {
            if (downtimes.Map(line, publisher) is not { } downtime)
            {
                return new MappingResult(EventKind.Downtime, MappingVerdict.NotMapped);
            }
            var caused = ledger.Take(downtime, ids).ToList();
            if (customer.Mapping.ChecksRequests && RefusalOf(caused) is { } refusal)
            {
                return new MappingResult(EventKind.Downtime, MappingVerdict.Refused, refusal);
            }
            if (caused.Count > 0)
            {
                // Downtimes and events keep their order (decision 20).
                End(requests);
            }
            foreach (var request in caused)
            {
                requests.Add(request);
            }
            return new MappingResult(EventKind.Downtime, MappingVerdict.Mapped);
        }
        catch (MalformedEventException malformed)
        {
            return new MappingResult(EventKind.Downtime, MappingVerdict.Refused, malformed.Message);
        }
    }

    private static string? RefusalOf(List<CanopsisRequest> caused) =>
        caused switch
        {
            [{ Body.IsEmpty: false } creation, var comment] => PbehaviorRules.Refusal(creation.Body)
                ?? PbehaviorRules.CommentRefusal(comment.Body),
            [{ Body.IsEmpty: false } creation] => PbehaviorRules.Refusal(creation.Body),
            _ => null,
        };

    private void AddEvents(ICollection<CanopsisRequest> requests)
    {
        var count = chunk.SendableCount;
        byte[] body = [.. chunk.OpenArray(count).Span, (byte)']'];
        chunk.RemoveFirst(count);
        var route = customer.Canopsis.EventUrl;
        var query = route.Query.Length > 0 ? route.Query[1..] : null;
        requests.Add(new CanopsisRequest(HttpMethod.Post, route.AbsolutePath, query, body));
    }
}
