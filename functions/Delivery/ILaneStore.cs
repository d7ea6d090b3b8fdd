namespace Forwarder.Functions.Delivery;

/// <summary>
/// The lanes in Table storage. Every write is one transaction under the condition that nobody else wrote the lane row. A fault of the storage is a
/// <see cref="Azure.RequestFailedException"/>; what was written may then be there or not.
/// </summary>
internal interface ILaneStore
{
    Task<StoredLane> ReadAsync(string publisher, CancellationToken cancellation);

    /// <summary>Writes the row, puts packs in at the old tail and takes others out.</summary>
    /// <returns>Null when somebody else wrote meanwhile, possibly this caller itself in an attempt whose answer was lost.</returns>
    Task<StoredLane?> WriteAsync(
        StoredLane lane,
        LaneRow row,
        IReadOnlyList<LanePack> add,
        IReadOnlyList<ParkedPack> remove,
        CancellationToken cancellation
    );

    /// <summary>How many of the packs fit into one write, behind this many rows that it takes out; at least one if it takes out few.</summary>
    int Fitting(IReadOnlyList<LanePack> packs, int removedRows);

    /// <summary>The packs of the queue from an ordinal on, in order, until one of the limits is reached.</summary>
    Task<IReadOnlyList<ParkedPack>> QueueAsync(
        string publisher,
        long from,
        QueueLimit limit,
        CancellationToken cancellation
    );

    /// <summary>Tells the timer that the lane is going to have packs; before the first one is put into an empty queue.</summary>
    Task AnnounceAsync(string publisher, CancellationToken cancellation);
}
