namespace Forwarder.Functions.Delivery;

/// <summary>Where dead letters are kept.</summary>
internal interface IDeadLetters
{
    /// <summary>Adding the same again changes nothing.</summary>
    Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellation);
}
