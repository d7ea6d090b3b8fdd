namespace Forwarder.Agent.Bbdo;

/// <summary>How the payload of an event is written. The id of the event alone decides it, never the session's version.</summary>
internal enum WireEncoding
{
    Legacy,
    Protobuf,
}
