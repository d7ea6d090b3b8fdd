using Azure;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Delivery;

/// <param name="ParkedAt">When it was announced last that packs are going to be parked.</param>
internal sealed record LaneEntry(string Publisher, DateTimeOffset? ParkedAt, ETag ETag)
{
    /// <summary>Null where nobody knows whose lane it is.</summary>
    public string? Customer => PublisherId.TryParse(Publisher, out var publisher) ? publisher.Customer : null;
}
