using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Delivery;

/// <summary>A customer as a lane sees it: how events look and where they go.</summary>
internal sealed record DeliveryTarget(string Customer, EventMapper Mapper, IEventRoute Route)
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(60);

    /// <summary>An attempt is started only while the lease lasts longer than the attempt can, and this much more.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Null where downtimes are only counted.</summary>
    public LaneDowntimes? Downtimes { get; init; }

    public static DeliveryTarget Of(Customer customer) =>
        new(customer.Key, customer.Mapper, customer.Canopsis) { Downtimes = customer.Downtimes?.Lane };

    /// <summary>Long enough for an attempt that starts some time after the last sign of life.</summary>
    public TimeSpan Lease
    {
        get
        {
            var forOneAttempt = Route.AttemptTimeout + Margin + Margin + Margin;
            return forOneAttempt > ShortestLease ? forOneAttempt : ShortestLease;
        }
    }
}
