namespace Forwarder.Functions.Mapping.Templates;

/// <summary>A piece of a template.</summary>
/// <param name="Json">Text that stays as it is, when there is no macro.</param>
/// <param name="StandsAlone">The macro is the whole of a value and keeps its type.</param>
internal readonly record struct TemplatePart(byte[] Json, Macro? Macro = null, bool StandsAlone = false);
