namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Where in an event line a value stands.</summary>
internal enum LineSection
{
    Event,
    Cache,
    Host,
    Service,
    Activity,
    Severity,
}
