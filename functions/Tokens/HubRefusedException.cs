namespace Forwarder.Functions.Tokens;

/// <summary>The hub did not do what was asked; the message says what it answered and what to do, without any secret.</summary>
internal sealed class HubRefusedException(string message) : Exception(message);
