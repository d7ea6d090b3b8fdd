namespace Forwarder.Functions.Mapping.Templates;

/// <summary>What a macro's value is turned into: the part behind <c>_sc</c> (stream-connector.md 6.4, decision 22).</summary>
internal enum MacroFlag
{
    None,
    Date,
    Type,
    State,
    CanopsisState,
    Short,
    Number,
    Text,
}
