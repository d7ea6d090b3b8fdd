namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Where a macro's value comes from.</summary>
internal abstract class MacroSource
{
    /// <summary>The value as one JSON value; empty when it is missing in this event.</summary>
    /// <param name="scratch">May hold the value; it is empty before.</param>
    public abstract ReadOnlySpan<byte> Read(scoped in LineValues values, JsonBuffer scratch);
}
