using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Downtimes;

/// <summary>Where the downtimes of all customers are kept.</summary>
internal sealed record DowntimeTables(DowntimeStore Downtimes, CanopsisIdStore Ids)
{
    public static DowntimeTables Of(TableService tables) =>
        new(
            new DowntimeStore(tables.Table(DowntimeStore.TableName)),
            new CanopsisIdStore(tables.Table(CanopsisIdStore.TableName))
        );
}
