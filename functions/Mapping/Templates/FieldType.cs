namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The JSON type of a field of an event line.</summary>
internal enum FieldType
{
    Number,
    Flag,
    Text,
}
