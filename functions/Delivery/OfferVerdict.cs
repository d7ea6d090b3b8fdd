namespace Forwarder.Functions.Delivery;

/// <summary>What to do with packs that came from the hub.</summary>
internal enum OfferVerdict
{
    /// <summary>All were accepted before; only counted.</summary>
    Repeats,

    /// <summary>They are parked behind the lane's queue.</summary>
    Append,

    /// <summary>The lease is taken; they are delivered at once.</summary>
    Deliver,
}
