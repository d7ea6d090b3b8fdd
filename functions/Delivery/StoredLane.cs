using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>A lane row as it was read or written.</summary>
/// <param name="ETag">Null when there is no row yet.</param>
internal sealed record StoredLane(string Publisher, LaneRow Row, ETag? ETag);
