using Azure;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Customers;

public sealed class CustomerTableTests : IDisposable
{
    private const string Valid = """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY"}""";

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly RecordingLogger<CustomerCatalog> log = new();
    private readonly TableClient rows;
    private readonly CustomerTable table;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public CustomerTableTests(Azurite azurite)
    {
        rows = azurite.NewTable();
        table = new CustomerTable(rows, time);
    }

    [Fact]
    public async Task A_customer_is_kept_with_its_files()
    {
        var large = new string('x', 100_000);
        Assert.True(await table.AddAsync(Row("acme") with { Files = Files(("t.json", large)) }, cancellation));

        var row = (await table.GetAsync("acme", cancellation))!;
        Assert.Equal(
            (Valid, large, false, time.GetUtcNow()),
            (row.Parameters, row.Files["t.json"], row.IsPaused, row.ChangedAt)
        );
        Assert.Null(await table.GetAsync("other", cancellation));
    }

    [Fact]
    public async Task Adding_it_again_or_replacing_what_changed_meanwhile_is_refused()
    {
        await table.AddAsync(Row("acme"), cancellation);
        var read = (await table.GetAsync("acme", cancellation))!;

        Assert.False(await table.AddAsync(Row("acme"), cancellation));
        Assert.True(await table.ReplaceAsync(read with { Parameters = "{}" }, read.ETag, cancellation));
        Assert.False(await table.ReplaceAsync(read, read.ETag, cancellation));
        Assert.Equal("{}", (await table.GetAsync("acme", cancellation))!.Parameters);
    }

    [Fact]
    public async Task Pausing_and_removing_say_whether_there_was_one()
    {
        await table.AddAsync(Row("acme"), cancellation);

        Assert.True(await table.PauseAsync("acme", true, cancellation));
        Assert.True((await table.GetAsync("acme", cancellation))!.IsPaused);
        Assert.False(await table.PauseAsync("other", true, cancellation));
        Assert.True(await table.RemoveAsync("acme", cancellation));
        Assert.False(await table.RemoveAsync("acme", cancellation));
        Assert.Empty(await table.ListAsync(cancellation));
    }

    [Fact]
    public async Task The_catalog_follows_the_table()
    {
        using var catalog = Catalog(table);
        await catalog.RefreshAsync(cancellation);
        Assert.Null(catalog.Find("acme"));

        await table.AddAsync(
            Row("acme") with
            {
                Parameters = Valid.Replace("}", ",\"format_file\":\"t.json\"}", StringComparison.Ordinal),
                Files = Files(("t.json", """{"neb_host_status":{"event_type":"check"}}""")),
            },
            cancellation
        );
        await LaterAsync(catalog);
        var first = catalog.Find("acme");
        Assert.False(first?.IsPaused);

        await table.PauseAsync("acme", true, cancellation);
        await LaterAsync(catalog);
        Assert.True(catalog.Find("acme")?.IsPaused);
        Assert.Same(first!.Canopsis, catalog.Find("acme")!.Canopsis);

        await table.RemoveAsync("acme", cancellation);
        await LaterAsync(catalog);
        Assert.Null(catalog.Find("acme"));
    }

    [Fact]
    public async Task A_customer_in_both_is_taken_from_the_folder()
    {
        await table.AddAsync(Row("acme"), cancellation);
        await table.AddAsync(
            Row("other") with
            {
                Parameters = Valid.Replace("KEY", "KEY2", StringComparison.Ordinal),
            },
            cancellation
        );
        folder.Write("acme.json", Valid.Replace("}", ",\"max_buffer_size\":7}", StringComparison.Ordinal));
        using var catalog = Catalog(table, folder.Path);

        await catalog.RefreshAsync(cancellation);

        Assert.Equal(7, catalog.Find("acme")?.Canopsis.MaxEventsPerRequest);
        Assert.NotNull(catalog.Find("other"));
        Assert.Contains(log.Entries, entry => entry.Id == 206);
    }

    [Fact]
    public async Task A_row_that_holds_anything_disables_only_its_own_customer()
    {
        await table.AddAsync(Row("acme"), cancellation);
        foreach (
            var (key, files) in new[]
            {
                ("bad1", "no json"),
                ("bad2", "[1]"),
                ("bad3", """{"a":"\ud800"}"""),
                ("bad4", "null"),
            }
        )
        {
            var row = new TableEntity("customer", key);
            ChunkedBinary.Set(
                row,
                "parameters",
                "{\"canopsis_host\":\"other.example.test\",\"canopsis_authkey\":\"KEY\"}"u8
            );
            ChunkedBinary.Set(row, "files", System.Text.Encoding.UTF8.GetBytes(files));
            await rows.ExecuteAsync(TableOperation.Insert(row), cancellation);
        }
        await rows.ExecuteAsync(
            TableOperation.Insert(new TableEntity("customer", "bad5") { ["parameters"] = 5L, ["paused"] = "x" }),
            cancellation
        );
        using var catalog = Catalog(table);

        await catalog.RefreshAsync(cancellation);

        Assert.NotNull(catalog.Find("acme"));
        Assert.Equal(
            4,
            log.Entries.Count(entry => entry.Id == 201 && entry.Message.Contains("files: ", StringComparison.Ordinal))
        );
        Assert.Equal(5, log.Entries.Count(entry => entry.Id == 203));

        var mended = (await table.GetAsync("bad1", cancellation))!;
        Assert.True(await table.ReplaceAsync(mended with { Files = Files() }, mended.ETag, cancellation));
        await LaterAsync(catalog);
        Assert.NotNull(catalog.Find("bad1"));
    }

    [Fact]
    public async Task Until_the_table_was_read_once_nobody_is_called_unknown()
    {
        await using var broken = await StubTableServer.StartAsync(StubTableServer.Status(403));
        using var catalog = Catalog(new CustomerTable(broken.Table(), time));

        await Assert.ThrowsAsync<RequestFailedException>(() => catalog.RefreshAsync(cancellation));
        Assert.Contains(log.Entries, entry => entry.Id == 205);
    }

    public void Dispose() => folder.Dispose();

    private CustomerCatalog Catalog(CustomerTable from, string? path = null) =>
        new(
            new CustomerSources(from, path is null ? null : new CustomerFolder(path), log),
            null,
            TimeSpan.FromSeconds(60),
            time,
            log
        );

    private async Task LaterAsync(CustomerCatalog catalog)
    {
        time.Advance(TimeSpan.FromSeconds(60));
        await catalog.RefreshAsync(cancellation);
    }

    private static CustomerRow Row(string key) => new(key, Valid, Files(), false, default);

    private static Dictionary<string, string> Files(params (string Name, string Content)[] files) =>
        files.ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
}
