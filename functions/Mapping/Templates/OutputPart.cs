namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Which of a status's outputs.</summary>
internal enum OutputPart
{
    /// <summary>As the broker sent it.</summary>
    Whole,

    /// <summary>Its first line.</summary>
    Short,

    /// <summary>With the lines that the protobuf encoding sends apart.</summary>
    Long,
}
