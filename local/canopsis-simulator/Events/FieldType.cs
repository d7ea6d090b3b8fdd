namespace Forwarder.Simulator.Events;

/// <summary>JSON types that the first engine insists on.</summary>
internal enum FieldType
{
    /// <summary>The engine does not decode it.</summary>
    Any,
    Text,
    Number,
    Flag,

    /// <summary>Object whose values are texts.</summary>
    TextMap,
    Object,

    /// <summary>Array of texts.</summary>
    TextList,
}
