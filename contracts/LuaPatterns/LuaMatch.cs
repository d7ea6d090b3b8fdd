namespace Forwarder.Contracts.LuaPatterns;

/// <summary>The outcome of a search.</summary>
public enum LuaMatch
{
    /// <summary>The pattern does not occur.</summary>
    NotFound,

    /// <summary>It occurs.</summary>
    Found,

    /// <summary>The search took too many steps and was given up.</summary>
    Undecided,
}
