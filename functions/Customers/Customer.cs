using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Customers;

/// <summary>One valid version of a customer's parameters, ready for use.</summary>
internal sealed record Customer(string Key, EventMapper Mapper, CanopsisClient Canopsis)
{
    public required CustomerParameters Parameters { get; init; }

    /// <summary>Its events are kept in their lanes, none is sent.</summary>
    public bool IsPaused { get; init; }

    public required AuthKey AuthKey { get; init; }

    /// <summary>Null where downtimes are not kept.</summary>
    public CustomerDowntimes? Downtimes { get; init; }
}
