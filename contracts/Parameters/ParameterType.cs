namespace Forwarder.Contracts.Parameters;

/// <summary>What a parameter's value may be. Numeric text is a number everywhere (decision 1).</summary>
public enum ParameterType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>Text that never appears in a log, error or metric.</summary>
    Secret,

    /// <summary>Whole number within the parameter's bounds.</summary>
    Number,

    /// <summary>0 or 1, nothing else.</summary>
    Flag,

    /// <summary>One of the parameter's choices.</summary>
    Choice,

    /// <summary>Texts, separated by commas or as a JSON array; items are trimmed, empty ones ignored.</summary>
    List,
}
