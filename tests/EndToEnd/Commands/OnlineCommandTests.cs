using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Forwarder.EndToEnd.Tests.Downtimes;
using Forwarder.EndToEnd.Tests.Simulator;
using Forwarder.Simulator.Api;

namespace Forwarder.EndToEnd.Tests.Commands;

/// <summary><c>forwarder validate --online</c> and <c>send-test</c> as operators type them, against a Canopsis that looks at rights.</summary>
public sealed class OnlineCommandTests : IDisposable
{
    private const string Key = "key-of-forwarder";
    private const string AllRights = "event,pbehavior=crud,pbehaviortype=r,pbehaviorreason=rc";
    private const string Component = "canopsis-forwarder-test";

    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-online-").FullName;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_every_right_all_checks_pass_and_nothing_is_changed()
    {
        await using var simulator = await StartAsync(AllRights);

        var checks = await ValidateAsync(expectedExitCode: 0);

        Assert.Equal(
            [
                "Canopsis 24.10.1",
                "event",
                "downtime creation",
                "downtime list",
                "downtime deletion",
                "downtime comment",
                "downtime type",
                "downtime reason Centreon_downtime, to be created",
            ],
            checks.Select(check => check.What)
        );
        Assert.All(checks, check => Assert.Null(check.Problem));
        await AssertNothingIsLeftAsync(simulator);
        Assert.Equal(["Default"], await ReasonsAsync(simulator));
        Assert.Empty(await simulator.LinesAsync("/simulator/received"));
    }

    [Theory]
    [InlineData("pbehavior=crud,pbehaviortype=r,pbehaviorreason=rc", "event", "event (api_event)")]
    [InlineData("event,pbehavior=rud,pbehaviortype=r,pbehaviorreason=rc", "downtime creation", "PBehaviors: create")]
    [InlineData("event,pbehavior=cud,pbehaviortype=r,pbehaviorreason=rc", "downtime list", "PBehaviors: read")]
    [InlineData("event,pbehavior=cru,pbehaviortype=r,pbehaviorreason=rc", "downtime deletion", "PBehaviors: delete")]
    [InlineData("event,pbehavior=crd,pbehaviortype=r,pbehaviorreason=rc", "downtime comment", "PBehaviors: update")]
    [InlineData("event,pbehavior=crud,pbehaviorreason=rc", "downtime type", "PBehavior types: read")]
    [InlineData("event,pbehavior=crud,pbehaviortype=r,pbehaviorreason=c", "downtime reason", "PBehavior reasons: read")]
    [InlineData(
        "event,pbehavior=crud,pbehaviortype=r,pbehaviorreason=r",
        "downtime reason Centreon_downtime, to be created",
        "PBehavior reasons: create"
    )]
    public async Task The_one_right_that_is_missing_is_named_and_no_other(string rights, string what, string right)
    {
        await using var simulator = await StartAsync(rights);

        var checks = await ValidateAsync(expectedExitCode: 1);

        var missing = Assert.Single(checks, check => check.Problem is not null);
        Assert.Equal(what, missing.What);
        Assert.Contains($"The right is missing: {right}", missing.Problem, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(simulator);
    }

    [Fact]
    public async Task A_revoked_key_and_a_canopsis_that_does_not_answer_are_told_apart_without_the_key()
    {
        var simulator = await StartAsync(AllRights);
        await simulator.SetFaultAsync("""{"kind":"unauthorized"}""");
        var revoked = await RunAsync("validate", "--online", "--customers-dir", folder);
        await simulator.DisposeAsync();
        var gone = await RunAsync("validate", "--online", "--customers-dir", folder);

        Assert.Equal((1, 1), (revoked.Code, gone.Code));
        Assert.Contains("The key is refused", revoked.Output, StringComparison.Ordinal);
        Assert.Contains("nothing answers at canopsis_host", gone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, revoked.Output + revoked.Error + gone.Output + gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_event_reaches_canopsis_as_a_check_that_opens_no_alarm()
    {
        await using var simulator = await StartAsync(AllRights, ("component_prefix", "acme-"));

        var sent = await SendTestAsync("event", expectedExitCode: 0);

        Assert.Equal([("event sent", null)], sent);
        var body = Assert.Single(await simulator.LinesAsync("/simulator/received"))["body"]!;
        Assert.Equal(
            ("check", $"acme-{Component}", 0),
            ((string)body["event_type"]!, (string)body["component"]!, (int)body["state"]!)
        );

        await simulator.SetFaultAsync("""{"kind":"fail_all"}""");
        var refused = await SendTestAsync("event", expectedExitCode: 1);
        Assert.Contains("not among those taken", Assert.Single(refused).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_downtime_is_created_commented_and_removed()
    {
        await using var simulator = await StartAsync(AllRights);
        Assert.Contains(
            "canopsis_downtime_reason_name",
            Assert
                .Single(await SendTestAsync("downtime", expectedExitCode: 1), step => step.Problem is not null)
                .Problem,
            StringComparison.Ordinal
        );
        await AddReasonAsync(simulator);

        var steps = await SendTestAsync("downtime", expectedExitCode: 0);

        Assert.Equal(
            [
                "type Default maintenance",
                "reason Centreon_downtime",
                "downtime created",
                "comment added",
                "downtime removed",
            ],
            steps.Select(step => step.What)
        );
        await AssertNothingIsLeftAsync(simulator);
        Assert.Equal(
            ["POST /api/v4/pbehaviors", "POST /api/v4/pbehavior-comments", "DELETE /api/v4/pbehaviors"],
            await ChangesAsync(simulator)
        );
    }

    [Theory]
    [InlineData("pbehavior=rud", "downtime created", "PBehaviors: create")]
    [InlineData("pbehavior=crd", "comment added", "PBehaviors: update")]
    public async Task Without_a_right_the_test_downtime_names_it_and_leaves_nothing_behind(
        string rights,
        string what,
        string right
    )
    {
        await using var simulator = await StartAsync($"event,{rights},pbehaviortype=r,pbehaviorreason=rc");
        await AddReasonAsync(simulator);

        var steps = await SendTestAsync("downtime", expectedExitCode: 1);

        var missing = Assert.Single(steps, step => step.Problem is not null);
        Assert.Equal(what, missing.What);
        Assert.Contains(right, missing.Problem, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(simulator);
    }

    [Fact]
    public async Task A_test_downtime_that_cannot_be_removed_is_named_to_be_removed_by_hand()
    {
        await using var simulator = await StartAsync("event,pbehavior=cru,pbehaviortype=r,pbehaviorreason=rc");
        await AddReasonAsync(simulator);

        var steps = await SendTestAsync("downtime", expectedExitCode: 1);

        var left = (string)Assert.Single(await PbehaviorsAsync(simulator))!["name"]!;
        var missing = Assert.Single(steps, step => step.Problem is not null);
        Assert.Contains("PBehaviors: delete", missing.Problem, StringComparison.Ordinal);
        Assert.Contains($"Remove {left} by hand", missing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_downtime_whose_creation_is_not_answered_is_removed_all_the_same()
    {
        await using var simulator = await StartAsync(AllRights);
        await AddReasonAsync(simulator);
        await simulator.SetFaultAsync(
            """{"kind":"reset_after","path":"/api/v4/pbehaviors","method":"POST","times":1}"""
        );

        var steps = await SendTestAsync("downtime", expectedExitCode: 1);

        Assert.Equal(["downtime created"], steps.Where(step => step.Problem is not null).Select(step => step.What));
        Assert.Equal(["POST /api/v4/pbehaviors", "DELETE /api/v4/pbehaviors"], await ChangesAsync(simulator));
        await AssertNothingIsLeftAsync(simulator);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<RunningSimulator> StartAsync(string rights, params (string Name, JsonNode Value)[] parameters)
    {
        var user = new User
        {
            Name = "forwarder",
            Key = Key,
            Rights = rights,
        };
        var simulator = await RunningSimulator.StartAsync(users: user);
        var document = DowntimeWorld.Document(simulator);
        document["canopsis_authkey"] = Key;
        foreach (var (name, value) in parameters)
        {
            document[name] = value;
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "acme.json"), document.ToJsonString(), cancellation);
        return simulator;
    }

    private async Task<IReadOnlyList<(string What, string? Problem)>> ValidateAsync(int expectedExitCode)
    {
        var run = await RunAsync("validate", "--online", "--customers-dir", folder, "--json");
        Assert.True(run.Code == expectedExitCode, run.Output + run.Error);
        var customer = Assert.Single(JsonNode.Parse(run.Output)!["customers"]!.AsArray())!;
        return
        [
            .. customer["checks"]!.AsArray().Select(check => ((string)check!["check"]!, (string?)check["problem"])),
        ];
    }

    private async Task<IReadOnlyList<(string What, string? Problem)>> SendTestAsync(string what, int expectedExitCode)
    {
        var run = await RunAsync("send-test", what, "--customer", "acme", "--customers-dir", folder, "--json");
        Assert.True(run.Code == expectedExitCode, run.Output + run.Error);
        return
        [
            .. JsonNode.Parse(run.Output)!["steps"]!
                .AsArray()
                .Select(step => ((string)step!["step"]!, (string?)step["problem"])),
        ];
    }

    private static async Task AddReasonAsync(RunningSimulator simulator)
    {
        var added = await simulator.CallAsync(
            HttpMethod.Post,
            "pbehavior-reasons",
            """{"name":"Centreon_downtime","description":"d"}"""
        );
        Assert.True(added.Status == HttpStatusCode.Created, added.Text);
    }

    private static async Task<JsonArray> PbehaviorsAsync(RunningSimulator simulator) =>
        (await simulator.CallAsync(HttpMethod.Get, "pbehaviors?paginate=false")).Json["data"]!.AsArray();

    private static async Task AssertNothingIsLeftAsync(RunningSimulator simulator) =>
        Assert.Empty(await PbehaviorsAsync(simulator));

    private static async Task<string[]> ReasonsAsync(RunningSimulator simulator)
    {
        var listed = await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons?paginate=false");
        return [.. listed.Json["data"]!.AsArray().Select(reason => (string)reason!["name"]!)];
    }

    /// <summary>Requests about downtimes that are no reading.</summary>
    private static async Task<string[]> ChangesAsync(RunningSimulator simulator) =>
        [
            .. (await simulator.LinesAsync("/simulator/requests"))
                .Select(request => $"{request["method"]} {request["path"]}")
                .Where(request =>
                    !request.StartsWith("GET", StringComparison.Ordinal)
                    && !request.EndsWith("reasons", StringComparison.Ordinal)
                ),
        ];

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Of("functions", "forwarder"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // A folder alone is enough: the commands need no storage.
        start.Environment.Remove("AzureWebJobsStorage");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
