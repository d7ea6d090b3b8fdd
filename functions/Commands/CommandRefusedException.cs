namespace Forwarder.Functions.Commands;

/// <summary>An operator's command cannot do what it was asked for; the message says why and what to do.</summary>
internal sealed class CommandRefusedException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;
}
