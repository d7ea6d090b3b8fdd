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

    public async Task<int> DeadLettersAsync(string customer) => (await LetterStatesAsync(customer, null)).Values.Sum();

    /// <summary>How many dead letters there are, by state.</summary>
    /// <param name="publisher">Null for all of the customer.</param>
    public async Task<Dictionary<string, int>> LetterStatesAsync(string customer, string? publisher)
    {
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = deadLetters.QueryAsync(
            LetterKeys.Letters(customer),
            TestContext.Current.CancellationToken,
            "PartitionKey,RowKey,publisher,state"
        );
        await foreach (var row in rows)
        {
            if (publisher is null || row.Text("publisher") == publisher)
            {
                var state = row.Text("state")!;
                states[state] = states.GetValueOrDefault(state) + 1;
            }
        }
        return states;
    }
}
