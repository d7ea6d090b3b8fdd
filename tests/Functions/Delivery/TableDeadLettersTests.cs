using System.Text;
using Azure;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class TableDeadLettersTests
{
    private readonly TableClient table;
    private readonly TableDeadLetters deadLetters;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public TableDeadLettersTests(Azurite azurite)
    {
        table = azurite.NewTable();
        deadLetters = new TableDeadLetters(table, new ManualTime());
    }

    [Fact]
    public async Task An_event_is_kept_with_its_reason()
    {
        await deadLetters.AddAsync(
            [Letter(7) with { Status = 200, Detail = "why", About = "1/2", IsStatus = true }],
            cancellation
        );

        var row = Assert.Single(await RowsAsync());
        Assert.Equal("20260302T101530-central-0f8a-0000000000000004711-0000007", row.RowKey);
        Assert.Equal(
            ("open", "refused", "why", 200, "lab.central", "0f8a", 4711, 7, "1/2", true),
            (
                row.Text("state"),
                row.Text("reason"),
                row.Text("detail"),
                row.Number("status"),
                row.Text("publisher"),
                row.Text("epoch"),
                row.Number("sequence"),
                row.Number("line"),
                row.Text("about"),
                row.Flag("is_status")
            )
        );
        Assert.Equal("""{"n":7}""", Encoding.UTF8.GetString(DeadLetterEntity.Content(row)!));
    }

    [Fact]
    public async Task Adding_again_keeps_what_was_decided_since()
    {
        await deadLetters.AddAsync([Letter(1), Letter(2)], cancellation);
        var row = (await RowsAsync())[0];
        row["state"] = DeadLetterState.Discarded;
        await table.ExecuteAsync(TableOperation.Replace(row, row.ETag), cancellation);

        await deadLetters.AddAsync([Letter(1), Letter(2), Letter(3)], cancellation);

        Assert.Equal(["discarded", "open", "open"], (await RowsAsync()).Select(one => one.Text("state")));
    }

    [Fact]
    public async Task Many_at_once_are_all_kept_in_order_of_time()
    {
        await deadLetters.AddAsync([.. Enumerable.Range(1, 250).Select(Letter)], cancellation);

        Assert.Equal(
            Enumerable.Range(1, 250).Select(n => (long)n),
            (await RowsAsync()).Select(row => row.Number("line"))
        );
    }

    [Fact]
    public async Task A_pack_is_kept_as_published()
    {
        var body = new byte[900_000];
        new Random(1).NextBytes(body);

        await deadLetters.AddAsync(
            [Letter(0) with { Reason = DeadLetterReason.EndsProcess, Content = body }],
            cancellation
        );

        var row = Assert.Single(await RowsAsync());
        Assert.Equal("ends_process", row.Text("reason"));
        Assert.Equal(body, DeadLetterEntity.Content(row));
    }

    [Fact]
    public async Task What_is_too_large_for_a_row_is_cut_and_marked()
    {
        var line = new byte[3_000_000];
        new Random(1).NextBytes(line);

        await deadLetters.AddAsync([Letter(1) with { Content = line }, Letter(2)], cancellation);

        var rows = await RowsAsync();
        Assert.True(rows[0].Flag("is_cut"));
        Assert.Null(DeadLetterEntity.Content(rows[0]));
        Assert.False(rows[1].Flag("is_cut"));
    }

    [Fact]
    public async Task Whatever_a_pack_says_of_itself_makes_a_legal_row()
    {
        await deadLetters.AddAsync(
            [Letter(1) with { Pack = new PackKey("a/b#\u0001?é", long.MaxValue), Created = DateTimeOffset.MinValue }],
            cancellation
        );

        Assert.Equal("a/b#\u0001?é", Assert.Single(await RowsAsync()).Text("epoch"));
    }

    [Fact]
    public async Task A_fault_of_the_storage_is_told()
    {
        await using var server = await StubTableServer.StartAsync(StubTableServer.Status(503));
        var broken = new TableDeadLetters(server.Table(), TimeProvider.System);

        await Assert.ThrowsAsync<RequestFailedException>(() => broken.AddAsync([Letter(1)], cancellation));
    }

    private static DeadLetter Letter(int line) =>
        new(
            "lab",
            "lab.central",
            new PackKey("0f8a", 4711),
            line,
            TestPacks.Created,
            DeadLetterReason.Refused,
            Encoding.UTF8.GetBytes($$"""{"n":{{line}}}""")
        );

    private async Task<List<TableEntity>> RowsAsync() =>
        await table.QueryAsync(TableFilter.Partition("lab"), cancellation).ToListAsync(cancellation);
}
