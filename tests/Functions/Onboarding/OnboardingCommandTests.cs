using System.Diagnostics;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Tests.Hosting;
using Forwarder.Functions.Tests.Tables;
using Forwarder.Functions.Tests.Tokens;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Onboarding;

/// <summary><c>forwarder customers add --issue-token</c>: from the form of the Lua connector to a token that the hub takes.</summary>
public sealed class OnboardingCommandTests(Azurite azurite)
{
    private const string Key = "signing-key";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_command_stores_the_customer_and_gives_all_that_its_site_needs()
    {
        await using var hub = await HubStandIn.StartAsync($"agents={Key}:send");
        using var folder = new TemporaryFolder();
        var customer = NewCustomer();
        var form = folder.Write(
            "form.txt",
            $"canopsis_host={customer}.example\naccepted_hostgroups=Linux,Windows\nhard_only=0\n"
        );

        var run = await RunAsync(
            customer,
            "--from-form",
            form,
            "--set",
            "canopsis_authkey_secret=https://kv-test.vault.azure.net/secrets/authkey",
            "--issue-token",
            "central",
            "--hub",
            hub.Address,
            "--json"
        );

        Assert.True(run.ExitCode == 0, run.Error);
        using var printed = JsonDocument.Parse(run.Output);
        var sheet = printed.RootElement;
        Assert.Equal($"{customer}.central", sheet.GetProperty("publisher").GetString());
        Assert.Equal(201, await hub.PublishAsync($"{customer}.central", sheet.GetProperty("token").GetString()!));
        Assert.Contains("--name authkey", sheet.GetProperty("authkey_command").GetString(), StringComparison.Ordinal);
        var agent = sheet.GetProperty("agent");
        var problems = new List<ParameterProblem>();
        Assert.NotNull(ParameterReader.Read(agent, ParameterOwner.Agent, problems));
        Assert.Equal($"{customer}.central", agent.GetProperty("hub_publisher").GetString());
        Assert.Equal("Linux,Windows", agent.GetProperty("accepted_hostgroups").GetString());
        Assert.Equal("ipv4", sheet.GetProperty("broker_output").GetProperty("ipv4").GetProperty("type").GetString());
        Assert.True(await IsStoredAsync(customer));
    }

    [Fact]
    public async Task A_token_that_cannot_be_issued_stores_no_customer()
    {
        using var folder = new TemporaryFolder();
        var customer = NewCustomer();
        var parameters = folder.Write("acme.json", """{"canopsis_host":"c.example","canopsis_authkey":"k"}""");

        var run = await RunAsync(customer, "--parameters", parameters, "--issue-token", "Central", "--days", "0");

        Assert.Equal(2, run.ExitCode);
        foreach (var wrong in new[] { "--issue-token = Central", "--hub", "--days = 0" })
        {
            Assert.Contains(wrong, run.Error, StringComparison.Ordinal);
        }
        Assert.False(await IsStoredAsync(customer));
    }

    private static string NewCustomer() => $"c{Guid.NewGuid():N}"[..20];

    private async Task<bool> IsStoredAsync(string customer)
    {
        var table = new CustomerTable(azurite.Service.Table(CustomerTable.TableName), TimeProvider.System);
        return (await table.ListAsync(Cancellation)).Any(row => row.Key == customer);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string customer, params string[] options)
    {
        string[] arguments = ["customers", "add", customer, "--storage", azurite.ConnectionString, .. options];
        var start = ForwarderProcess.StartInfo(arguments, [(HubKey.Variable, Key)]);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
