namespace Forwarder.Functions.Delivery;

/// <param name="Row">To be written before anything else is done; for <see cref="OfferVerdict.Append"/> the packs are still to be added.</param>
/// <param name="Fresh">The packs that were not accepted before, each once, in order.</param>
/// <param name="Missing">Packs that were jumped over: an alarm.</param>
/// <param name="HubWentBack">A pack that is no repeat stands before one that came earlier: the hub was created again, an alarm.</param>
internal sealed record OfferDecision(
    OfferVerdict Verdict,
    LaneRow Row,
    IReadOnlyList<PackLabel> Fresh,
    long Missing,
    bool HubWentBack
);
