namespace Forwarder.Contracts.Packs;

/// <summary>A pack that cannot be read; <see cref="Fault"/> says what to do with it.</summary>
public sealed class PackFormatException(PackFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public PackFault Fault { get; } = fault;
}
