using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Onboarding;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Onboarding;

public sealed class OnboardingSheetTests
{
    private static readonly HubAddress Hub = HubAddress.Parse("https://contoso.servicebus.windows.net/events")!;
    private static readonly PublisherId Publisher = new("acme", "central");

    [Fact]
    public void The_agents_configuration_is_one_that_the_agent_takes()
    {
        var filters = new JsonObject { ["accepted_hostgroups"] = "Linux,Windows", ["hard_only"] = 0 };

        var text = AgentConfiguration.Write(Hub, Publisher, filters);

        using var written = JsonDocument.Parse(text);
        var problems = new List<ParameterProblem>();
        var read = ParameterReader.Read(written.RootElement, ParameterOwner.Agent, problems);
        Assert.Empty(problems);
        Assert.Equal("contoso.servicebus.windows.net", read!.Text("hub_host"));
        Assert.Equal("events", read.Text("hub_name"));
        Assert.Equal("acme.central", read.Text("hub_publisher"));
        Assert.Equal("Linux,Windows", written.RootElement.GetProperty("accepted_hostgroups").GetString());
        Assert.False(written.RootElement.TryGetProperty("hub_token", out _));
    }

    [Fact]
    public void A_stand_in_is_reached_as_it_listens()
    {
        using var written = JsonDocument.Parse(
            AgentConfiguration.Write(HubAddress.Parse("http://127.0.0.1:8090/events")!, Publisher)
        );

        Assert.Equal("http", written.RootElement.GetProperty("hub_protocol").GetString());
        Assert.Equal(8090, written.RootElement.GetProperty("hub_port").GetInt32());
    }

    [Theory]
    [InlineData(true, "bbdo_client")]
    [InlineData(false, "ipv4")]
    public void A_broker_output_leads_to_the_agent_with_all_configuration_events(bool modern, string type)
    {
        var text = modern ? BrokerOutput.Modern("127.0.0.1", 5680) : BrokerOutput.Legacy("127.0.0.1", 5680);

        var output = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(type, (string)output["type"]!);
        // Centreon Broker knows nothing but texts here.
        Assert.Equal("5680", (string)output["port"]!);
        Assert.Equal("127.0.0.1", (string)output["host"]!);
        Assert.Equal(["neb", "bam"], output["filters"]!["category"]!.AsArray().Select(item => (string)item!));
        Assert.All(output.Where(item => item.Key != "filters"), item => Assert.IsType<string>((string)item.Value!));
    }

    [Fact]
    public void The_sheet_holds_every_step_and_the_authkey_never_stands_in_an_argument()
    {
        var token = PublisherToken.Issue(Publisher, Hub, "agents", "key", DateTimeOffset.UnixEpoch, 30);
        var secret = new Uri("https://kv-test.vault.azure.net/secrets/canopsis-authkey-acme");

        var sheet = new OnboardingSheet("acme", secret, token, null).Write();

        Assert.Contains("--vault-name kv-test --name canopsis-authkey-acme --file <(", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("--value", sheet, StringComparison.Ordinal);
        Assert.Contains(token.Text, sheet, StringComparison.Ordinal);
        Assert.Contains(AgentConfiguration.Write(Hub, Publisher), sheet, StringComparison.Ordinal);
        Assert.Contains(BrokerOutput.Modern("127.0.0.1", 5680), sheet, StringComparison.Ordinal);
        Assert.Contains(BrokerOutput.Legacy("127.0.0.1", 5680), sheet, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Key Vault",
            new OnboardingSheet("acme", null, token, null).Write(),
            StringComparison.Ordinal
        );
    }
}
