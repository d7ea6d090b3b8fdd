using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

/// <summary>Against the real emulator.</summary>
public sealed class TableClientTests(Azurite azurite)
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 2, 10, 15, 30, TimeSpan.Zero).AddTicks(
        1234567
    );

    private readonly TableClient table = azurite.NewTable();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_of_value_comes_back_as_it_was()
    {
        var entity = new TableEntity("p", "o'brien é%2F+")
        {
            ["text"] = "é\"\\\n😀",
            ["flag"] = true,
            ["number"] = -7,
            ["big"] = long.MaxValue,
            ["real"] = 2.0,
            ["time"] = Time,
            ["bytes"] = new byte[] { 0, 255, 10 },
        };

        var etag = await table.ExecuteAsync(TableOperation.Insert(entity), cancellation);
        var read = await table.GetAsync("p", "o'brien é%2F+", cancellation);

        Assert.NotNull(read);
        Assert.Equal(entity.RowKey, read.RowKey);
        Assert.Equal(etag, read.ETag);
        Assert.Equal(
            entity.Properties.OrderBy(property => property.Key),
            read.Properties.OrderBy(property => property.Key)
        );
    }

    [Fact]
    public async Task Reading_where_nothing_is_gives_nothing()
    {
        Assert.Null(await table.GetAsync("p", "r", cancellation));
        Assert.Empty(await table.QueryAsync("PartitionKey eq 'p'", cancellation).ToListAsync(cancellation));
    }

    [Fact]
    public async Task The_same_row_is_not_inserted_twice()
    {
        await table.ExecuteAsync(TableOperation.Insert(Row("r", 1)), cancellation);

        var fault = await Refused(TableOperation.Insert(Row("r", 2)));

        Assert.Equal((409, "EntityAlreadyExists"), (fault.Status, fault.ErrorCode));
        Assert.Equal(1, (await table.GetAsync("p", "r", cancellation))!.Number("n"));
    }

    [Fact]
    public async Task An_upsert_replaces_and_a_merge_keeps_other_properties()
    {
        await table.ExecuteAsync(
            TableOperation.Upsert(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 2 }),
            cancellation
        );

        await table.ExecuteAsync(TableOperation.UpsertMerge(new TableEntity("p", "r") { ["b"] = 3 }), cancellation);
        var merged = await table.GetAsync("p", "r", cancellation);
        await table.ExecuteAsync(TableOperation.Upsert(new TableEntity("p", "r") { ["c"] = 4 }), cancellation);
        var replaced = await table.GetAsync("p", "r", cancellation);

        Assert.Equal((1, 3), (merged!.Number("a"), merged.Number("b")));
        Assert.Equal(["c"], replaced!.Properties.Keys);
    }

    [Fact]
    public async Task A_conditional_change_of_a_row_that_changed_meanwhile_is_refused()
    {
        var old = await table.ExecuteAsync(TableOperation.Insert(Row("r", 1)), cancellation);
        var current = await table.ExecuteAsync(TableOperation.Replace(Row("r", 2), old), cancellation);

        foreach (
            var late in new[]
            {
                TableOperation.Replace(Row("r", 3), old),
                TableOperation.Merge(Row("r", 3), old),
                TableOperation.Delete("p", "r", old),
            }
        )
        {
            var fault = await Refused(late);
            Assert.Equal((412, "UpdateConditionNotSatisfied"), (fault.Status, fault.ErrorCode));
        }
        await table.ExecuteAsync(TableOperation.Merge(new TableEntity("p", "r") { ["m"] = 1 }, current), cancellation);
        Assert.Equal(2, (await table.GetAsync("p", "r", cancellation))!.Number("n"));
    }

    [Fact]
    public async Task A_change_of_a_row_that_is_gone_is_refused_also_in_a_table_that_never_was()
    {
        var fault = await Refused(TableOperation.Replace(Row("r", 1), ETag.All));
        Assert.Equal((404, "ResourceNotFound"), (fault.Status, fault.ErrorCode));

        fault = await Refused(TableOperation.Delete("p", "r", ETag.All));
        Assert.Equal((404, "ResourceNotFound"), (fault.Status, fault.ErrorCode));
    }

    [Fact]
    public async Task A_deleted_row_is_gone()
    {
        await table.ExecuteAsync(TableOperation.Insert(Row("r", 1)), cancellation);

        await table.ExecuteAsync(TableOperation.Delete("p", "r", ETag.All), cancellation);

        Assert.Null(await table.GetAsync("p", "r", cancellation));
    }

    [Fact]
    public async Task A_query_continues_over_thousands_of_rows_in_order()
    {
        for (var first = 0; first < 2300; first += 100)
        {
            await table.TransactAsync(
                [.. Enumerable.Range(first, 100).Select(n => TableOperation.Insert(Row($"r{n:D5}", n)))],
                cancellation
            );
        }
        await table.ExecuteAsync(TableOperation.Insert(new TableEntity("q", "r00001") { ["n"] = -1 }), cancellation);

        var all = await table.QueryAsync(TableFilter.Partition("p"), cancellation).ToListAsync(cancellation);
        var some = await table
            .QueryAsync(TableFilter.Rows("p", "r00005", "r02000"), cancellation, "PartitionKey,RowKey", pageSize: 700)
            .ToListAsync(cancellation);

        Assert.Equal(Enumerable.Range(0, 2300).Select(n => (long)n), all.Select(row => row.Number("n")));
        Assert.Equal(Enumerable.Range(5, 1995).Select(n => $"r{n:D5}"), some.Select(row => row.RowKey));
        Assert.All(some, row => Assert.Empty(row.Properties));
        Assert.All(all, row => Assert.NotEqual(default, row.ETag));
    }

    [Fact]
    public async Task A_filter_compares_times_and_quoted_texts()
    {
        await table.ExecuteAsync(
            TableOperation.Insert(new TableEntity("o'b", "1") { ["at"] = Time, ["n"] = 1 }),
            cancellation
        );

        async Task<int> CountBefore(DateTimeOffset time) =>
            await table
                .QueryAsync($"{TableFilter.Partition("o'b")} and {TableFilter.Before("at", time)}", cancellation)
                .CountAsync(cancellation);

        Assert.Equal(1, await CountBefore(Time.AddMilliseconds(1)));
        Assert.Equal(0, await CountBefore(Time.AddMilliseconds(-1)));
    }

    [Fact]
    public async Task A_transaction_does_all_kinds_of_changes_and_tells_their_etags()
    {
        await table.ExecuteAsync(TableOperation.Insert(Row("old", 1)), cancellation);
        var etag = await table.ExecuteAsync(TableOperation.Insert(Row("lane", 1)), cancellation);

        var etags = await table.TransactAsync(
            [
                TableOperation.Replace(Row("lane", 2), etag),
                TableOperation.Insert(Row("o'new é", 3)),
                TableOperation.Upsert(Row("up", 4)),
                TableOperation.UpsertMerge(Row("merge", 5)),
                TableOperation.Delete("p", "old", ETag.All),
            ],
            cancellation
        );

        var lane = await table.GetAsync("p", "lane", cancellation);
        Assert.Equal(2, lane!.Number("n"));
        Assert.Equal(lane.ETag, etags[0]);
        Assert.Equal(default, etags[4]);
        var rows = await table.QueryAsync(TableFilter.Partition("p"), cancellation).ToListAsync(cancellation);
        Assert.Equal(["lane", "merge", "o'new é", "up"], rows.Select(row => row.RowKey));
    }

    [Theory]
    [InlineData(TableOperationKind.Insert, 409, "EntityAlreadyExists")]
    [InlineData(TableOperationKind.Replace, 412, "UpdateConditionNotSatisfied")]
    [InlineData(TableOperationKind.Merge, 404, "ResourceNotFound")]
    [InlineData(TableOperationKind.Delete, 404, "ResourceNotFound")]
    internal async Task A_refused_operation_undoes_its_transaction(TableOperationKind kind, int status, string code)
    {
        var stale = await table.ExecuteAsync(TableOperation.Insert(Row("there", 1)), cancellation);
        await table.ExecuteAsync(TableOperation.Replace(Row("there", 2), stale), cancellation);
        var refused = kind switch
        {
            TableOperationKind.Insert => TableOperation.Insert(Row("there", 3)),
            TableOperationKind.Replace => TableOperation.Replace(Row("there", 3), stale),
            TableOperationKind.Merge => TableOperation.Merge(Row("absent", 3), ETag.All),
            _ => TableOperation.Delete("p", "absent", ETag.All),
        };

        var fault = await Assert.ThrowsAsync<TableTransactionException>(() =>
            table.TransactAsync([TableOperation.Insert(Row("new", 1)), refused], cancellation)
        );

        Assert.Equal((status, code), (fault.Status, fault.ErrorCode));
        Assert.Null(await table.GetAsync("p", "new", cancellation));
        Assert.Equal(2, (await table.GetAsync("p", "there", cancellation))!.Number("n"));
    }

    [Fact]
    public async Task The_first_transaction_creates_the_table()
    {
        await table.TransactAsync(
            [TableOperation.Insert(Row("a", 1)), TableOperation.Insert(Row("b", 2))],
            cancellation
        );

        Assert.NotNull(await table.GetAsync("p", "b", cancellation));
    }

    [Fact]
    public async Task Two_that_create_the_same_table_at_once_both_succeed()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => table.ExecuteAsync(TableOperation.Insert(Row($"r{n}", n)), cancellation))
        );

        Assert.Equal(8, await table.QueryAsync(TableFilter.Partition("p"), cancellation).CountAsync(cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(900_000)]
    public async Task A_large_binary_value_is_spread_over_properties(int bytes)
    {
        var value = new byte[bytes];
        new Random(bytes).NextBytes(value);
        var entity = new TableEntity("p", "r");
        ChunkedBinary.Set(entity, "d", value);

        await table.ExecuteAsync(TableOperation.Insert(entity), cancellation);
        var read = await table.GetAsync("p", "r", cancellation);

        Assert.Equal(value, ChunkedBinary.Get(read!, "d"));
        Assert.Null(ChunkedBinary.Get(read!, "other"));
    }

    [Fact]
    public async Task A_transaction_just_below_the_size_limit_is_accepted_and_above_is_not_sent()
    {
        // 47 rows of 64 KiB are 4.1 million characters of base64.
        await table.TransactAsync([.. Enumerable.Range(0, 47).Select(Full)], cancellation);

        await Assert.ThrowsAsync<TableLimitException>(() =>
            table.TransactAsync([.. Enumerable.Range(100, 48).Select(Full)], cancellation)
        );

        static TableOperation Full(int n) =>
            TableOperation.Insert(new TableEntity("p", $"r{n:D3}") { ["d"] = new byte[65_536] });
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_its_status()
    {
        var stranger = new TableService(
            new TableAccount(azurite.Account.Endpoint, new SharedKey("devstoreaccount1", [1, 2, 3])),
            TimeProvider.System
        );

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            stranger.Table(table.Name).GetAsync("p", "r", cancellation)
        );

        Assert.Equal(403, fault.Status);
    }

    private static TableEntity Row(string rowKey, int number) => new("p", rowKey) { ["n"] = number };

    private Task<RequestFailedException> Refused(TableOperation operation) =>
        Assert.ThrowsAsync<RequestFailedException>(() => table.ExecuteAsync(operation, cancellation));
}
