namespace Forwarder.Agent.Commands;

/// <summary>What every command ends with (docs/operate.md); scripts may rely on it.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and what was asked about is well.</summary>
    public const int Done = 0;

    /// <summary>Nothing was found, a check failed, the agent is not well, does not start for a reason that can pass, or failed.</summary>
    public const int No = 1;

    /// <summary>Arguments, configuration, file or spool cannot be used; nothing was changed. The service is not started again.</summary>
    public const int Unusable = 2;

    /// <summary>The running agent does not answer.</summary>
    public const int Unreachable = 3;
}
