using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.DeadLetters;

public sealed class DeadLettersFunctionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CustomerCatalog customers;
    private readonly TableClient table;
    private readonly DeadLettersFunction function;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public DeadLettersFunctionTests(Azurite azurite)
    {
        table = azurite.NewTable();
        folder.Write("lab.json", "{}");
        customers = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), new RecordingLogger<CustomerCatalog>()),
            null,
            TimeSpan.FromSeconds(60),
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
        function = Function(signsPeopleIn: true);
    }

    [Fact]
    public async Task Letters_are_counted_by_customer_cause_and_state()
    {
        await AddAsync(1, 2);

        var group = Assert.Single((await ReadAsync(200)).AsObject()["groups"]!.AsArray())!;

        Assert.Equal(
            ("lab", "refused", "open", 2),
            ((string?)group["customer"], (string?)group["cause"], (string?)group["state"], (int)group["count"]!)
        );
    }

    [Fact]
    public async Task One_letter_is_shown_with_its_event()
    {
        await AddAsync(1, 2);
        var letters = (await ReadAsync(200, ("customer", "lab"), ("limit", "1")))["letters"]!.AsArray();
        var id = (string)Assert.Single(letters)!["id"]!;

        var letter = await ReadAsync(200, ("customer", "lab"), ("id", id));

        Assert.Equal("""{"n":1}""", (string?)letter["event"]);
        await ReadAsync(404, ("customer", "lab"), ("id", "!orders"));
        await ReadAsync(400, ("customer", "No Customer"));
        await ReadAsync(400, ("customer", "lab"), ("limit", "0"));
    }

    [Fact]
    public async Task A_decision_is_queued_with_who_made_it_and_can_be_followed()
    {
        var order = await ChangeAsync(202, """{"action":"redrive","customer":"lab","cause":"refused"}""");

        var read = await ReadAsync(200, ("order", (string)order["order"]!));

        Assert.Equal(
            ("redrive", "refused", false, "somebody"),
            ((string?)read["action"], (string?)read["cause"], (bool)read["executed"]!, (string?)read["by"])
        );
        await ReadAsync(404, ("order", "no-such-order"));
    }

    [Fact]
    public async Task Who_decided_is_not_the_callers_to_say()
    {
        var body = """{"action":"redrive","customer":"lab","all":true}""";

        var unknown = await Function(signsPeopleIn: false).ChangeAsync(Call("POST", body), cancellation);
        var known = await function.ChangeAsync(
            Call("POST", body, by: "some\nbody" + new string('x', 40_000)),
            cancellation
        );

        Assert.Equal("function key of ChangeDeadLetters", (string?)Judge(202, unknown)["by"]);
        Assert.Equal("somebody" + new string('x', 192), (string?)Judge(202, known)["by"]);
    }

    [Theory]
    [InlineData("custmer", "lab", "custmer: ask by order, customer,")]
    [InlineData("state", "opne", "state opne: write one of open, sending,")]
    [InlineData("cause", "refusd", "cause refusd: write one of refused, invalid,")]
    public async Task A_question_with_a_mistake_is_not_answered_with_nothing(string name, string value, string error)
    {
        var answer = await ReadAsync(400, ("customer", "lab"), (name, value));

        Assert.Contains(error, (string?)answer["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_about_nobody_is_refused_and_one_about_a_removed_customer_is_not()
    {
        var body = """{"action":"discard","customer":"gone","all":true}""";
        await ChangeAsync(404, body);
        Assert.Empty(await new LetterDesk(table, TimeProvider.System).OrdersAsync(cancellation));

        await AddAsync("gone", 1);

        await ChangeAsync(202, body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"action":"redrive"}""")]
    [InlineData("""{"action":"redrive","customer":"lab"}""")]
    [InlineData("""{"action":"remove","customer":"lab","all":true}""")]
    [InlineData("""{"action":"discard","customer":"lab","id":"!orders"}""")]
    [InlineData("""{"action":"discard","customer":"lab","everything":true}""")]
    public async Task What_does_not_say_clearly_what_is_meant_is_refused_and_changes_nothing(string body)
    {
        await ChangeAsync(400, body);

        Assert.Empty(await new LetterDesk(table, TimeProvider.System).OrdersAsync(cancellation));
    }

    [Theory]
    [InlineData("\"cause\":\"refusd\"", "cause refusd: write one of refused, invalid,")]
    [InlineData("\"cause\":\"\"", "cause : write one of refused, invalid,")]
    [InlineData("\"cause\":\"refused\",\"all\":true", "cause refused, all true: choose by only one of")]
    [InlineData("\"cause\":\"refused\",\"id\":\"20260302T101530-a-b\"", "cause refused: choose by only one of")]
    [InlineData("\"all\":true,\"id\":\"20260302T101530-a-b\"", "all true: choose by only one of")]
    public async Task A_choice_that_is_unknown_or_made_twice_is_named_with_its_remedy(string choice, string error)
    {
        var answer = await ChangeAsync(400, $$"""{"action":"discard","customer":"lab",{{choice}}}""");

        Assert.Contains(error, (string?)answer["error"], StringComparison.Ordinal);
        Assert.Empty(await new LetterDesk(table, TimeProvider.System).OrdersAsync(cancellation));
    }

    public void Dispose()
    {
        customers.Dispose();
        folder.Dispose();
    }

    private DeadLettersFunction Function(bool signsPeopleIn) =>
        new(new LetterDesk(table, TimeProvider.System), customers, signsPeopleIn);

    private Task AddAsync(params int[] lines) => AddAsync("lab", lines);

    private Task AddAsync(string customer, params int[] lines) =>
        new TableDeadLetters(table, TimeProvider.System).AddAsync(
            [
                .. lines.Select(line => new DeadLetter(
                    customer,
                    $"{customer}.central",
                    new PackKey("0f8a", 1),
                    line,
                    TestPacks.Created,
                    DeadLetterReason.Refused,
                    Encoding.UTF8.GetBytes($$"""{"n":{{line}}}""")
                )),
            ],
            cancellation
        );

    private async Task<JsonNode> ReadAsync(int status, params (string Name, string Value)[] query) =>
        Judge(status, await function.ReadAsync(Call("GET", "", query), cancellation));

    private async Task<JsonNode> ChangeAsync(int status, string body) =>
        Judge(status, await function.ChangeAsync(Call("POST", body), cancellation));

    private static JsonNode Judge(int status, HttpAnswer answer)
    {
        Assert.Equal(status, answer.StatusCode);
        return JsonNode.Parse(answer.Body)!;
    }

    private static HttpCall Call(string method, string body, params (string Name, string Value)[] query) =>
        Call(method, body, "somebody", query);

    private static HttpCall Call(string method, string body, string by, params (string Name, string Value)[] query) =>
        new()
        {
            InvocationId = "id",
            Method = method,
            Url = "http://localhost/api/dead-letters",
            Query = query.ToDictionary(one => one.Name, one => one.Value, StringComparer.OrdinalIgnoreCase),
            Params = new Dictionary<string, string?>(),
            Headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
            {
                ["x-ms-client-principal-name"] = [by],
            },
            Body = Encoding.UTF8.GetBytes(body),
        };
}
