namespace Forwarder.Functions.Delivery;

/// <summary>What the holder of a lease finds when it wants to write its report.</summary>
internal enum HolderVerdict
{
    /// <summary>The row is to be written.</summary>
    Write,

    /// <summary>The report is in the row already: its write succeeded although the answer was lost.</summary>
    Written,

    /// <summary>Somebody else holds the lease; nothing of the report counts.</summary>
    Lost,

    /// <summary>To decide, the keys of the packs at the head of the queue have to be known.</summary>
    NeedsQueue,
}
