namespace Forwarder.Functions.Mapping;

/// <summary>An event line is not the JSON that an agent writes. The message never quotes it.</summary>
internal sealed class MalformedEventException(string message) : Exception(message);
