using Azure;

namespace Forwarder.Functions.Delivery;

/// <param name="ParkedAt">When it was announced last that packs are going to be parked.</param>
internal sealed record LaneEntry(string Publisher, DateTimeOffset? ParkedAt, ETag ETag);
