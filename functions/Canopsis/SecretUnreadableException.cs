namespace Forwarder.Functions.Canopsis;

/// <summary>A key cannot be read from where it is kept. The message says what is wrong, never what was read.</summary>
/// <param name="isTransient">Nothing is wrong with address and rights: it can be read later.</param>
internal sealed class SecretUnreadableException(string message, bool isTransient, Exception inner)
    : Exception(message, inner)
{
    public bool IsTransient => isTransient;
}
