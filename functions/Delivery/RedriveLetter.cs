using Azure;

namespace Forwarder.Functions.Delivery;

/// <param name="State">When its pack was opened.</param>
/// <param name="ETag">Null when the row is gone.</param>
internal sealed record RedriveLetter(string RowKey, string State, ETag? ETag);
