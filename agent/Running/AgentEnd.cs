namespace Forwarder.Agent.Running;

/// <summary>Why an agent ended.</summary>
internal enum AgentEnd
{
    /// <summary>It was asked to.</summary>
    Asked,

    /// <summary>A changed configuration is to be taken over, or the former one again.</summary>
    Reload,

    /// <summary>Its database is damaged and has to be replaced.</summary>
    Damaged,

    /// <summary>It did not start, for a reason that can pass: told on stderr.</summary>
    Refused,

    /// <summary>A part of it failed.</summary>
    Failed,
}
