using Azure;
using Forwarder.Functions.Tables;
using Microsoft.AspNetCore.Http;
using static Forwarder.Functions.Tests.Tables.StubTableServer;

namespace Forwarder.Functions.Tests.Tables;

/// <summary>What the service and the network do wrong.</summary>
public sealed class TableFaultTests(Azurite azurite)
{
    private const string Row = """{"PartitionKey":"p","RowKey":"r","n":1}""";

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public static TheoryData<string> Hiccups => ["408", "429", "500", "502", "503", "504", "reset", "silence"];

    [Theory]
    [MemberData(nameof(Hiccups))]
    public async Task A_hiccup_is_bridged(string hiccup)
    {
        await using var server = await StartAsync(Answer(hiccup), Answer(hiccup), StubTableServer.Status(200, Row));

        var read = await server.Table(TimeSpan.FromMilliseconds(300)).GetAsync("p", "r", cancellation);

        Assert.Equal(1, read!.Number("n"));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("503", 503)]
    [InlineData("500", 500)]
    [InlineData("reset", 0)]
    [InlineData("silence", 0)]
    public async Task A_lasting_fault_is_told_after_four_attempts(string fault, int status)
    {
        await using var server = await StartAsync(Answer(fault));

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            server
                .Table(TimeSpan.FromMilliseconds(100))
                .ExecuteAsync(TableOperation.Upsert(new TableEntity("p", "r")), cancellation)
        );

        Assert.Equal(status, told.Status);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_below_http_is_a_fault_without_status()
    {
        using var connection = new BrokenConnection();

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            connection.Table(azurite).GetAsync("p", "r", cancellation)
        );

        Assert.Equal(0, told.Status);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_fault_without_status()
    {
        TableClient table;
        await using (var server = await StartAsync(StubTableServer.Status(200)))
        {
            table = server.Table();
        }

        var told = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetAsync("p", "r", cancellation));

        Assert.Equal(0, told.Status);
    }

    [Fact]
    public async Task A_caller_that_gives_up_sees_its_own_cancellation()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var server = await StartAsync(context =>
        {
            impatient.Cancel();
            return Silence(context);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            server.Table().GetAsync("p", "r", impatient.Token)
        );
    }

    [Fact]
    public async Task A_fault_inside_the_answer_to_a_transaction_is_bridged()
    {
        await using var server = await StartAsync(
            Inner(503, "ServerBusy"),
            Inner(500, "OperationTimedOut"),
            StubTableServer.Status(202, "HTTP/1.1 204 No Content\r\nETag: W/\"x\"\r\n\r\n")
        );

        var etags = await server
            .Table()
            .TransactAsync([TableOperation.Insert(new TableEntity("p", "r"))], cancellation);

        Assert.Equal([new ETag("W/\"x\"")], etags);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(404, "ResourceNotFound")]
    [InlineData(409, "EntityAlreadyExists")]
    [InlineData(412, "UpdateConditionNotSatisfied")]
    [InlineData(413, "RequestBodyTooLarge")]
    public async Task A_refusal_inside_the_answer_is_told_at_once(int status, string code)
    {
        await using var server = await StartAsync(Inner(status, code));

        var told = await Assert.ThrowsAsync<TableTransactionException>(() =>
            server.Table().TransactAsync([TableOperation.Insert(new TableEntity("p", "r"))], cancellation)
        );

        Assert.Equal((status, code, 0), (told.Status, told.ErrorCode, told.FailedOperation));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_transaction_refused_as_a_whole_keeps_the_outer_status()
    {
        await using var server = await StartAsync(StubTableServer.Status(413, "<html>too large</html>"));

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            server.Table().TransactAsync([TableOperation.Insert(new TableEntity("p", "r"))], cancellation)
        );

        Assert.Equal(413, told.Status);
    }

    [Fact]
    public async Task An_answer_with_too_few_parts_is_not_success()
    {
        await using var server = await StartAsync(StubTableServer.Status(202, "HTTP/1.1 204 No Content\r\n\r\n"));

        await Assert.ThrowsAsync<RequestFailedException>(() =>
            server
                .Table()
                .TransactAsync(
                    [
                        TableOperation.Insert(new TableEntity("p", "a")),
                        TableOperation.Insert(new TableEntity("p", "b")),
                    ],
                    cancellation
                )
        );
    }

    [Fact]
    public async Task Empty_pages_are_passed_over()
    {
        await using var server = await StartAsync(
            Page("", "a b", "k/1"),
            Page("", "p2", null),
            Page(Row, "p3", "r"),
            Page("", null, null)
        );

        var rows = await server.Table().QueryAsync("n eq 1", cancellation).ToListAsync(cancellation);

        Assert.Single(rows);
        Assert.Equal(
            [
                "GET /lanes()?$filter=n%20eq%201",
                "GET /lanes()?$filter=n%20eq%201&NextPartitionKey=a%20b&NextRowKey=k%2F1",
                "GET /lanes()?$filter=n%20eq%201&NextPartitionKey=p2",
                "GET /lanes()?$filter=n%20eq%201&NextPartitionKey=p3&NextRowKey=r",
            ],
            server.Requests
        );
    }

    [Fact]
    public async Task A_lost_answer_makes_the_repeated_insert_meet_its_own_row()
    {
        await using var server = await StartAsync(
            Reset,
            StubTableServer.Status(
                409,
                """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"x"}}}"""
            )
        );

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            server.Table().ExecuteAsync(TableOperation.Insert(new TableEntity("p", "r")), cancellation)
        );

        Assert.Equal((409, "EntityAlreadyExists"), (told.Status, told.ErrorCode));
    }

    [Fact]
    public async Task A_missing_table_is_created_once_and_then_used()
    {
        await using var server = await StartAsync(
            StubTableServer.Status(
                404,
                """{"odata.error":{"code":"TableNotFound","message":{"lang":"en-US","value":"x"}}}"""
            ),
            StubTableServer.Status(204),
            StubTableServer.Status(204, "", ("ETag", "W/\"1\""))
        );

        await server.Table().ExecuteAsync(TableOperation.Insert(new TableEntity("p", "r")), cancellation);

        Assert.Equal(["POST /lanes", "POST /Tables", "POST /lanes"], server.Requests);
    }

    [Fact]
    public async Task A_table_that_is_being_deleted_cannot_be_created()
    {
        await using var server = await StartAsync(
            StubTableServer.Status(
                404,
                """{"odata.error":{"code":"TableNotFound","message":{"lang":"en-US","value":"x"}}}"""
            ),
            StubTableServer.Status(
                409,
                """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"x"}}}"""
            )
        );

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            server.Table().ExecuteAsync(TableOperation.Insert(new TableEntity("p", "r")), cancellation)
        );

        Assert.Equal("TableBeingDeleted", told.ErrorCode);
    }

    [Fact]
    public async Task A_faults_text_holds_neither_key_nor_signature()
    {
        await using var server = await StartAsync(StubTableServer.Status(403, "<?xml version='1.0'?><Error/>"));

        var told = await Assert.ThrowsAsync<RequestFailedException>(() =>
            server.Table().GetAsync("p", "r", cancellation)
        );

        Assert.Equal("Table storage answered 403  to a read of lanes.", told.Message);
        Assert.StartsWith("SharedKeyLite acme:", Assert.Single(server.Authorizations), StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task> Answer(string kind) =>
        kind switch
        {
            "reset" => Reset,
            "silence" => Silence,
            _ => StubTableServer.Status(int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture)),
        };

    private static Func<HttpContext, Task> Inner(int status, string code) =>
        StubTableServer.Status(
            202,
            $$$$"""
            HTTP/1.1 {{{{status}}}} X
            Content-Type: application/json

            {"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"0:x"}}}
            --c--
            """
        );

    private static Func<HttpContext, Task> Page(string rows, string? nextPartition, string? nextRow) =>
        StubTableServer.Status(
            200,
            $$"""{"value":[{{rows}}]}""",
            [
                .. nextPartition is null ? [] : new[] { ("x-ms-continuation-NextPartitionKey", nextPartition) },
                .. nextRow is null ? [] : new[] { ("x-ms-continuation-NextRowKey", nextRow) },
            ]
        );
}
