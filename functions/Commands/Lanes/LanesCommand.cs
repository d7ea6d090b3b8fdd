using System.CommandLine;
using Forwarder.Functions.Delivery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.Commands.Lanes;

/// <summary><c>forwarder lanes</c>: packs of no known publisher, which nobody delivers until an operator says whose they are.</summary>
internal static class LanesCommand
{
    public static Command Create() =>
        new("lanes", "Shows packs that name no known publisher; delivers them as a publisher's or gives them up.")
        {
            LanesList.Create(),
            LanesDecide.Assign(),
            LanesDecide.Discard(),
        };

    public static UnclaimedLanes Open(OperatorContext context)
    {
        var table = context.Tables.Table(TableLaneStore.TableName);
        var directory = new LaneDirectory(table, context.Time);
        var store = new TableLaneStore(table, directory);
        return new UnclaimedLanes(
            store,
            directory,
            // Jumps and older positions are no news: these packs come late.
            new LaneParking(store, new LaneAlarms(NullLogger.Instance), context.Time),
            new TableDeadLetters(context.Tables.Table(TableDeadLetters.TableName), context.Time)
        );
    }
}
