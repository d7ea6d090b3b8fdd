using Azure;

namespace Forwarder.Functions.Downtimes;

/// <summary>A row and the version of it that was read or written.</summary>
internal sealed record StoredDowntime(DesiredDowntime Row, ETag ETag);
