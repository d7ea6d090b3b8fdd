namespace Forwarder.Functions.Hosting;

/// <summary>The body of an invocation is not what the Functions host sends; the message says what is missing, never what was sent.</summary>
internal sealed class InvalidEnvelopeException : Exception
{
    public InvalidEnvelopeException(string message)
        : base(message) { }

    public InvalidEnvelopeException(string message, Exception inner)
        : base(message, inner) { }
}
