using System.CommandLine;
using System.Globalization;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Status;

namespace Forwarder.Functions.Commands;

/// <summary><c>forwarder status</c>: whether anything was lost, and what waits, read from the tables.</summary>
internal static class StatusCommand
{
    public static Command Create() =>
        OperatorCommand.Create(
            "status",
            "Says whether every event is accounted for, what waits and since when. Ends with 1 when somebody should look at something.",
            ["forwarder status", "forwarder status --json"],
            [],
            async (context, cancellation) =>
            {
                var lanes = context.Tables.Table(TableLaneStore.TableName);
                var directory = new LaneDirectory(lanes, context.Time);
                var reader = new StatusReader(
                    new TableLaneStore(lanes, directory),
                    directory,
                    new LetterDesk(context.Tables.Table(TableDeadLetters.TableName), context.Time),
                    context.Tables.Table(AgentHeartbeats.TableName),
                    context.Time,
                    Functions.Downtimes.DowntimeTables.Of(context.Tables).Downtimes
                );
                var report = await reader.ReadAsync(await CustomersAsync(context, cancellation), true, cancellation);
                if (context.IsJson)
                {
                    OperatorContext.Print(json => StatusJson.Write(json, report));
                }
                else
                {
                    Print(report);
                }
                return report.Problems.Count == 0 ? 0 : ExitCodes.Error;
            }
        );

    private static async Task<IReadOnlyDictionary<string, string>> CustomersAsync(
        OperatorContext context,
        CancellationToken cancellation
    )
    {
        var rows = await Validation.StoredCustomers.ReadAsync(context, null, cancellation);
        return rows.ToDictionary(
            row => row.Key,
            row =>
                CustomerCheck.Check(row, rows, new List<ParameterProblem>()) is null ? "invalid"
                : row.IsPaused ? "paused"
                : "active",
            StringComparer.Ordinal
        );
    }

    private static void Print(StatusReport report)
    {
        OperatorContext.Print(
            report.Lanes.All(lane => lane.Holds)
                ? "Nothing is lost: every event that came is delivered, waits, or is a dead letter."
                : "The counts of a lane do not add up; see below."
        );
        foreach (var lane in report.Lanes)
        {
            var counters = lane.Row.Counters;
            OperatorContext.Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {lane.Publisher}: {counters.Read} read = {counters.Done.Delivered} delivered + {counters.Done.DesiredState} downtimes + {counters.Done.NotMapped} not mapped + {counters.Done.Superseded} superseded + {counters.Done.DeadLettered} dead letters + {counters.Parked + counters.InProgress} waiting; agent seen {lane.Seen:u}"
                )
            );
        }
        foreach (var problem in report.Problems)
        {
            OperatorContext.Print($"! {problem}");
        }
        if (report.Problems.Count == 0)
        {
            OperatorContext.Print("There is nothing to look at.");
        }
    }
}
