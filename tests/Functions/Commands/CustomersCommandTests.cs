using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Commands;

/// <summary>The commands as operators type them, over the emulator. Every test uses customers of its own.</summary>
public sealed class CustomersCommandTests(Azurite azurite) : IDisposable
{
    private const string Form =
        "string\tcanopsis_host\tcanopsis.example.test\npassword\tcanopsis_authkey\tTHE-KEY\nstring\taccepted_hostgroup\tlinux\nnumber\thard_only\t0\n";

    private readonly TemporaryFolder folder = new();
    private readonly string key = $"c{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_pasted_form_becomes_a_customer_and_the_agents_part()
    {
        var form = folder.Write("form.txt", Form);
        var agentFile = Path.Combine(folder.Path, "agent-part.json");

        var added = await RunAsync(
            "customers",
            "add",
            key,
            "--from-form",
            form,
            "--set",
            $"component_prefix={key}-",
            "--agent-out",
            agentFile
        );

        Assert.Equal((0, true), (added.ExitCode, added.Out.Contains(agentFile, StringComparison.Ordinal)));
        var agent = JsonNode.Parse(await File.ReadAllTextAsync(agentFile, TestContext.Current.CancellationToken))!;
        Assert.Equal(("linux", "0"), ((string?)agent["accepted_hostgroup"], (string?)agent["hard_only"]));
        var shown = await RunAsync("customers", "show", key);
        Assert.Equal("canopsis.example.test", (string?)shown.Json["parameters"]!["canopsis_host"]);
        Assert.Equal("***", (string?)shown.Json["parameters"]!["canopsis_authkey"]);
        Assert.Contains("warning", added.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("THE-KEY", added.Out + added.Error + shown.Out + shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_once_and_nothing_is_stored()
    {
        var refused = await RunAsync(
            "customers",
            "add",
            key,
            "--set",
            "sending_protocol=ftp",
            "--set",
            "connector_nam=x",
            "--set",
            "hard_only=7"
        );

        Assert.Equal(2, refused.ExitCode);
        foreach (
            var named in new[]
            {
                "canopsis_host",
                "canopsis_authkey",
                "sending_protocol = ftp",
                "connector_nam",
                "hard_only",
            }
        )
        {
            Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        }
        Assert.Equal(2, (await RunAsync("customers", "show", key)).ExitCode);
    }

    [Fact]
    public async Task A_second_customer_with_the_same_entities_is_refused()
    {
        await AddAsync(key, "");
        var second = await RunAsync(
            "customers",
            "add",
            $"{key}-2",
            "--parameters",
            folder.Write("p.json", Parameters(""))
        );

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"Customer {key} has the same", second.Error, StringComparison.Ordinal);
        Assert.Equal(
            0,
            (
                await RunAsync(
                    "customers",
                    "add",
                    $"{key}-2",
                    "--parameters",
                    folder.Write("p.json", Parameters("")),
                    "--set",
                    "component_prefix=two-"
                )
            ).ExitCode
        );
    }

    [Fact]
    public async Task Text_that_is_none_is_a_problem_and_no_fault()
    {
        var more = ",\"format_file\":\"a\\u0000b\",\"connector\":\"\\ud800\",\"\\ud800\":1";
        var file = folder.Write($"{key}.json", Parameters(more));

        var validated = await CommandOutput.RunAsync(["validate", "--customers-dir", folder.Path]);
        var added = await RunAsync("customers", "add", key, "--parameters", file);

        Assert.Equal((2, 2), (validated.ExitCode, added.ExitCode));
        string[] told = ["format_file", "connector: It is not Unicode text", "name cannot be read"];
        Assert.All(told, problem => Assert.Contains(problem, validated.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", added.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_listed_paused_resumed_replaced_and_removed()
    {
        await AddAsync(key, "");
        Assert.Equal(
            2,
            (await RunAsync("customers", "add", key, "--parameters", folder.Write("p.json", Parameters("")))).ExitCode
        );

        Assert.Equal(0, (await RunAsync("customers", "pause", key)).ExitCode);
        Assert.Equal("paused", await StateAsync());
        Assert.Equal(
            0,
            (
                await RunAsync(
                    "customers",
                    "add",
                    key,
                    "--replace",
                    "--parameters",
                    folder.Write("p.json", Parameters(",\"max_buffer_size\":7"))
                )
            ).ExitCode
        );
        Assert.Equal("paused", await StateAsync());
        Assert.Equal(0, (await RunAsync("customers", "resume", key)).ExitCode);
        Assert.Equal("active", await StateAsync());
        Assert.Equal(0, (await RunAsync("customers", "remove", key)).ExitCode);
        Assert.Null(await StateAsync());
        Assert.Equal(2, (await RunAsync("customers", "remove", key)).ExitCode);
    }

    [Fact]
    public async Task Without_storage_or_with_one_that_does_not_answer_the_error_says_so()
    {
        var none = await CommandOutput.RunAsync(["customers", "list"]);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("--storage", none.Error, StringComparison.Ordinal);

        var deaf = await CommandOutput.RunAsync([
            "customers",
            "list",
            "--storage",
            "AccountName=a;AccountKey=QUJD;TableEndpoint=http://127.0.0.1:1/a",
        ]);
        Assert.Equal(1, deaf.ExitCode);
        Assert.Contains("did not answer", deaf.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("QUJD", deaf.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_counted_shown_and_ordered_to_be_sent_again()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await new TableDeadLetters(azurite.Service.Table(TableDeadLetters.TableName), TimeProvider.System).AddAsync(
            [
                new DeadLetter(
                    key,
                    $"{key}.a",
                    new PackKey("e", 1),
                    1,
                    DateTimeOffset.UtcNow,
                    DeadLetterReason.Invalid,
                    "{}"u8.ToArray()
                ),
            ],
            cancellation
        );

        var list = await RunAsync("dead-letters", "list", "--customer", key, "--json");
        var example = (string)Assert.Single(list.Json["groups"]!.AsArray())!["example"]!;
        Assert.Equal("{}", (string?)(await RunAsync("dead-letters", "show", "--customer", key, example)).Json["event"]);
        Assert.Equal(2, (await RunAsync("dead-letters", "redrive", "--customer", key)).ExitCode);
        Assert.Equal(2, (await RunAsync("dead-letters", "discard", "--customer", $"{key}x", "--all")).ExitCode);
        var order = await RunAsync("dead-letters", "redrive", "--customer", key, "--cause", "invalid", "--json");
        Assert.Equal(0, order.ExitCode);

        var queued = (await RunAsync("dead-letters", "orders", (string)order.Json["order"]!)).Json;
        // Another test's pass over the same tables may execute it at any time.
        Assert.Equal((key, "invalid"), ((string?)queued["customer"], (string?)queued["cause"]));
        Assert.True(queued["executed"]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False);
    }

    [Fact]
    public async Task Help_shows_examples()
    {
        var help = await CommandOutput.RunAsync(["customers", "add", "--help"]);

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("forwarder customers add acme --from-form", help.Out, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    // The key makes the entities of each test its own.
    private string Parameters(string more) =>
        $$"""{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY-{{key}}"{{more}}}""";

    private async Task AddAsync(string customer, string more)
    {
        var added = await RunAsync(
            "customers",
            "add",
            customer,
            "--parameters",
            folder.Write("p.json", Parameters(more))
        );
        Assert.True(added.ExitCode == 0, added.Error);
    }

    private async Task<string?> StateAsync()
    {
        var list = await RunAsync("customers", "list", "--json");
        return (string?)
            list.Json["customers"]!.AsArray().SingleOrDefault(one => (string?)one!["customer"] == key)?["state"];
    }

    private Task<CommandOutput> RunAsync(params string[] arguments) =>
        CommandOutput.RunAsync(arguments, ("AzureWebJobsStorage", azurite.ConnectionString));
}
