using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>Lanes and dead letters as they stand in Table storage.</summary>
internal sealed class LaneTables
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly TableClient lanes;
    private readonly TableClient deadLetters;

    public LaneTables(string connection)
    {
        var problems = new List<string>();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StorageSettings.Connection] = connection,
        };
        var account = StorageSettings.Read(settings, problems);
        Assert.Empty(problems);
        var service = new TableService(account!, TimeProvider.System);
        lanes = service.Table(TableLaneStore.TableName);
        deadLetters = service.Table(TableDeadLetters.TableName);
    }

    public async Task<LaneRow> RowAsync(string publisher) =>
        await lanes.GetAsync(publisher, LaneEntity.RowKey, TestContext.Current.CancellationToken) is { } row
            ? LaneEntity.Read(row)
            : LaneRow.New;

    /// <summary>Waits until the lanes of these publishers are as wanted; a table tells nobody of its changes.</summary>
    public async Task UntilAsync(IEnumerable<string> publishers, Func<LaneRow, bool> isWanted, TimeSpan limit)
    {
        var until = DateTimeOffset.UtcNow + limit;
        foreach (var publisher in publishers)
        {
            for (LaneRow row; !isWanted(row = await RowAsync(publisher)); )
            {
                if (DateTimeOffset.UtcNow > until)
                {
                    throw new TimeoutException($"After {limit} lane {publisher} is {row} with {row.Counters}.");
                }
                await Task.Delay(Interval, TestContext.Current.CancellationToken);
            }
        }
    }

    public async Task<int> DeadLettersAsync(string customer)
    {
        var count = 0;
        await foreach (
            var _ in deadLetters.QueryAsync(TableFilter.Partition(customer), TestContext.Current.CancellationToken)
        )
        {
            count++;
        }
        return count;
    }
}
