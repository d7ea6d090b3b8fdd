namespace Forwarder.Functions.Delivery;

/// <summary>Says what is strange about packs that came from the hub.</summary>
internal sealed class LaneAlarms(ILogger logger)
{
    public void Raise(string publisher, OfferDecision decision)
    {
        if (decision.Fresh is not [var first, ..])
        {
            return;
        }
        if (decision.Missing > 0)
        {
            LaneLog.PacksMissing(logger, publisher, decision.Missing, first.Key.Epoch, first.Key.Sequence);
        }
        if (decision.HubWentBack)
        {
            LaneLog.HubWentBack(logger, publisher, first.Key.Epoch, first.Key.Sequence);
        }
    }
}
