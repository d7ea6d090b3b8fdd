namespace Forwarder.Functions.Delivery;

/// <summary>Where dead letters are kept.</summary>
internal interface IDeadLetters
{
    /// <summary>Adding the same again changes nothing.</summary>
    Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellation);

    /// <summary>Those of a lane that are about an object and wait for a decision or their redrive.</summary>
    Task<IReadOnlyList<OpenLetter>> OpenAsync(string customer, string publisher, CancellationToken cancellation);

    /// <returns>Null if there is none.</returns>
    Task<RedriveManifest?> ManifestAsync(
        string customer,
        string publisher,
        long sequence,
        CancellationToken cancellation
    );

    /// <summary>Records what became of open letters; those decided about meanwhile stay as they are.</summary>
    /// <returns>How many are not open any more by this.</returns>
    Task<int> SettleAsync(string customer, IReadOnlyList<LetterFate> fates, CancellationToken cancellation);
}
