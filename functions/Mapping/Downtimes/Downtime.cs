namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>A downtime as Canopsis should hold it, read from one event.</summary>
/// <param name="Key">What tells it from every other one, whatever it is called.</param>
/// <param name="Name">Id and name of the pbehavior.</param>
/// <param name="Body">The whole creation, or all of it that does not wait for ids of Canopsis.</param>
/// <param name="Comment">Body of the comment's request; null for none.</param>
internal sealed record Downtime(string Key, string Name, DowntimePhase Phase, DowntimeBody Body, byte[]? Comment)
{
    /// <summary>As the reference connector names it.</summary>
    public required string ReferenceName { get; init; }

    /// <summary>Every name that it can have in Canopsis, whatever was configured when it was created; the present one first.</summary>
    public IEnumerable<string> Names => new[] { Name, Key, ReferenceName }.Distinct(StringComparer.Ordinal);
}
