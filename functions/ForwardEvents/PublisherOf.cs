using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// Whose pack it is: what the broker says, never what the payload says. The partition key, which any sender can choose, is believed only in an app
/// declared to serve a single customer, and only for that one (architecture, "Publisher id").
/// </summary>
internal static class PublisherOf
{
    public static PublisherId? Event(HubEvent hubEvent, string? singleCustomer)
    {
        if (hubEvent.Publisher is not null)
        {
            return PublisherId.TryParse(hubEvent.Publisher, out var named) ? named : null;
        }
        return
            singleCustomer is not null
            && PublisherId.TryParse(hubEvent.PartitionKey, out var keyed)
            && keyed.Customer == singleCustomer
            ? keyed
            : null;
    }

    /// <summary>Where packs wait that name no known publisher; no publisher can be named so.</summary>
    public static string UnknownLane(PartitionContext? partition) => $"!unknown-{partition?.PartitionId ?? "manual"}";
}
