namespace Forwarder.Agent.Bbdo;

/// <summary>When acknowledgements are due (bbdo 2.4).</summary>
/// <param name="Limit">Events after which one is sent at once.</param>
/// <param name="Interval">Time after which one is sent for any number of events.</param>
internal sealed record AcknowledgementRule(long Limit, TimeSpan Interval)
{
    public static readonly AcknowledgementRule Default = new(1000, TimeSpan.FromSeconds(5));
}
