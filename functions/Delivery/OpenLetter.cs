using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>A dead letter that waits for a decision or for its redrive.</summary>
/// <param name="About">See <see cref="LineObject"/>.</param>
/// <param name="ETag">Null when it was added here and is not known.</param>
internal sealed record OpenLetter(string RowKey, string About, bool IsStatus, ETag? ETag);
