namespace Forwarder.Contracts.Packs;

/// <summary>First line of a pack (architecture, "Contract between agent and functions").</summary>
/// <param name="Pack">Version of the format; a reader parks what it does not know.</param>
/// <param name="Epoch">New at every start of the agent; 32 lower-case hexadecimal digits.</param>
/// <param name="Sequence">Grows by one with each pack of an epoch: a jump is a missing pack.</param>
/// <param name="Count">Lines that follow.</param>
/// <param name="Created">When the pack was sealed, UTC, whole seconds.</param>
public readonly record struct PackHeader(int Pack, string Epoch, long Sequence, int Count, DateTimeOffset Created)
{
    /// <summary>The version this product writes.</summary>
    public const int CurrentVersion = 1;
}
