namespace Forwarder.Functions.Mapping;

/// <param name="Kind">Unknown also for a line that could not be read.</param>
/// <param name="Refusal">Why, for <see cref="MappingVerdict.Refused"/>; never text of the event.</param>
internal readonly record struct MappingResult(EventKind Kind, MappingVerdict Verdict, string? Refusal = null);
