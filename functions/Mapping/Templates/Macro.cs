namespace Forwarder.Functions.Mapping.Templates;

/// <summary>One macro of a template.</summary>
/// <param name="Written">As it stands in the template, as JSON string content.</param>
internal sealed record Macro(MacroSource Source, MacroFlag Flag, byte[] Written);
