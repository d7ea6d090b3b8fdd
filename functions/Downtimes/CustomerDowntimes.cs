using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Downtimes;

/// <summary>Everything about the downtimes of one version of a customer's parameters.</summary>
internal sealed class CustomerDowntimes
{
    /// <param name="connection">To the customer's Canopsis.</param>
    public CustomerDowntimes(
        string customer,
        DowntimeSettings settings,
        CanopsisOptions options,
        CanopsisClient connection,
        DowntimeTables tables,
        TimeProvider time,
        ILogger logger
    )
    {
        Settings = settings;
        Store = tables.Downtimes;
        Client = new PbehaviorClient(customer, options, settings.Routes, connection, logger);
        var ids = new CanopsisIds(customer, settings, Client, new IdCache(customer, tables.Ids, time), logger);
        Updater = new DowntimeUpdater(customer, Client, ids, Store, time, logger);
        Lane = new LaneDowntimes(customer, settings.Mapping, Store, Updater, time);
        Sync = new DowntimeSync(customer, settings, Client, Store, Updater, time, logger);
    }

    public DowntimeSettings Settings { get; }

    public DowntimeStore Store { get; }

    public PbehaviorClient Client { get; }

    public DowntimeUpdater Updater { get; }

    public LaneDowntimes Lane { get; }

    public DowntimeSync Sync { get; }
}
