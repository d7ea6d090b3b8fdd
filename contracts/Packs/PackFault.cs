namespace Forwarder.Contracts.Packs;

/// <summary>Why a pack cannot be read.</summary>
public enum PackFault
{
    /// <summary>The bytes are not gzip, or end too early.</summary>
    NotGzip,

    /// <summary>More than <see cref="PackLimits.MaxRawBytes"/> once inflated.</summary>
    TooLarge,

    /// <summary>The header announces more than <see cref="PackLimits.MaxLines"/>.</summary>
    TooManyLines,

    /// <summary>The first line is missing or not a header.</summary>
    BadHeader,

    /// <summary>Another number of lines than the header says.</summary>
    CountMismatch,

    /// <summary>A format version of the future: park it, a later functions version reads it.</summary>
    UnknownVersion,
}
