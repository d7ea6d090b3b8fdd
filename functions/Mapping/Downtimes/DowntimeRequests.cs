namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>The requests that bring a downtime into Canopsis and out of it (stream-connector.md 4.3 and 4.4).</summary>
internal sealed class DowntimeRequests(DowntimeOptions options)
{
    /// <returns>Null while an id that it needs is unknown.</returns>
    public CanopsisRequest? Create(Downtime downtime, PbehaviorIds ids) =>
        downtime.Body.Write(ids) is { } body ? new CanopsisRequest(HttpMethod.Post, options.Route, null, body) : null;

    /// <returns>Null when the downtime has no comment.</returns>
    public CanopsisRequest? Comment(Downtime downtime) =>
        downtime.Comment is { } body ? new CanopsisRequest(HttpMethod.Post, options.CommentRoute, null, body) : null;

    public CanopsisRequest Delete(string name) =>
        new(HttpMethod.Delete, options.Route, $"name={Uri.EscapeDataString(name)}", default);
}
