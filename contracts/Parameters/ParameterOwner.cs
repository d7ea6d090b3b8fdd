namespace Forwarder.Contracts.Parameters;

/// <summary>Which executable reads a parameter.</summary>
[Flags]
public enum ParameterOwner
{
    /// <summary>Nobody: recognised only to explain what became of it.</summary>
    None = 0,

    /// <summary><c>canopsis-agent</c>: decides whether an event leaves.</summary>
    Agent = 1,

    /// <summary><c>forwarder</c>: decides how it reaches Canopsis.</summary>
    Functions = 2,

    /// <summary>Both.</summary>
    Both = Agent | Functions,
}
