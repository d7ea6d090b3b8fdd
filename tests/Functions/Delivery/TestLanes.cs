using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Status;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>Lanes and dead letters in tables of their own, with a worker that tries again at once.</summary>
internal sealed class TestLanes
{
    private readonly TableClient deadLetters;

    public TestLanes(Azurite azurite)
        : this(azurite.NewTable(), azurite.NewTable()) { }

    public TestLanes(TableClient lanes, TableClient deadLetters, AgentHeartbeats? heartbeats = null)
    {
        this.deadLetters = deadLetters;
        Table = lanes;
        Directory = new LaneDirectory(lanes, TimeProvider.System);
        Store = new TableLaneStore(lanes, Directory);
        Interruption = new InterruptedStore(Store, () => Task.CompletedTask);
        Worker = new LaneWorker(
            Interruption,
            new TableDeadLetters(deadLetters, TimeProvider.System),
            new LaneHolders("here", _ => false),
            Settings,
            TimeProvider.System,
            Log,
            heartbeats
        );
    }

    public LaneSettings Settings { get; } =
        new() { ProbeInterval = TimeSpan.Zero, LaneBudget = TimeSpan.FromMinutes(5) };

    public TableClient Table { get; }

    public LaneDirectory Directory { get; }

    public TableLaneStore Store { get; }

    /// <summary>What the worker sees.</summary>
    public InterruptedStore Interruption { get; }

    public LaneWorker Worker { get; }

    public RecordingLogger<LaneWorker> Log { get; } = new();

    public TableClient DeadLetterTable => deadLetters;

    public LetterAgenda Agenda(TimeProvider? time = null) =>
        new(deadLetters, Directory, time ?? TimeProvider.System, new RecordingLogger<LetterAgenda>());

    public LetterPass Letters(TimeProvider? time = null) =>
        new(deadLetters, Store, Worker, time ?? TimeProvider.System, new RecordingLogger<LetterPass>());

    public LetterCleaning Cleaning(TimeProvider? time = null) =>
        new(
            deadLetters,
            Store,
            TimeSpan.FromDays(30),
            time ?? TimeProvider.System,
            new RecordingLogger<LetterCleaning>()
        );

    /// <summary>What the timer does with dead letters before it empties the lanes.</summary>
    public async Task LetterPassAsync(TimeProvider? time = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var work = await Agenda(time).ReadAsync(_ => false, cancellation);
        foreach (var one in work.Values)
        {
            await Letters(time).RunAsync(one, cancellation);
        }
    }

    public async Task<LaneRow> RowAsync(string publisher)
    {
        var row = (await Store.ReadAsync(publisher, TestContext.Current.CancellationToken)).Row;
        Assert.True(row.Counters.Holds, $"The law is broken: {row.Counters}.");
        return row;
    }

    public async Task<string?[]> DeadLettersAsync(string customer)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var rows = await deadLetters
            .QueryAsync(TableFilter.Partition(customer), cancellation)
            .ToListAsync(cancellation);
        return [.. rows.Select(row => row.Text("reason"))];
    }
}
