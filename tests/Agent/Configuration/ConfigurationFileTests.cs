using System.Collections;
using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Valid = """
        // the smallest configuration
        {"hub_host":"ns.servicebus.test","hub_name":"events","hub_publisher":"acme.paris","hub_token_file":"/run/token"}
        """;

    private readonly TemporaryFolder folder = new();
    private readonly List<ParameterProblem> problems = [];

    [Fact]
    public void The_smallest_configuration_has_every_default()
    {
        var configuration = Read(Valid);
        Assert.Empty(problems);
        Assert.Equal(
            "https://ns.servicebus.test/events/publishers/acme.paris/messages?api-version=2014-01&timeout=60",
            configuration!.Hub.Messages.AbsoluteUri
        );
        Assert.Equal(5669, configuration.Brokers.Listener.EndPoint.Port);
        Assert.Equal(TimeSpan.FromMilliseconds(250), configuration.MaxPackAge);
    }

    [Fact]
    public void A_variable_of_the_environment_replaces_a_parameter()
    {
        var configuration = Read(Valid, ("CANOPSIS_AGENT_LISTEN_PORT", "7000"), ("OTHER", "x"));
        Assert.Empty(problems);
        Assert.Equal(7000, configuration!.Brokers.Listener.EndPoint.Port);
    }

    [Fact]
    public void A_variable_replaces_a_parameter_by_whichever_of_its_names_the_file_calls_it()
    {
        var file = Valid.Replace("}", ",\"accepted_hostgroup\":\"Linux\"}", StringComparison.Ordinal);
        var configuration = Read(file, ("CANOPSIS_AGENT_ACCEPTED_HOSTGROUPS", "Europe,Windows"));
        Assert.Empty(problems);
        Assert.Equal(["Europe", "Windows"], configuration!.Parameters.List("accepted_hostgroups"));
    }

    [Theory]
    [InlineData("\"hub_host\":\"https://ns\"", "hub_host")]
    [InlineData("\"hub_protocol\":\"http\"", "hub_protocol")]
    [InlineData("\"hub_publisher\":\"acme\"", "hub_publisher")]
    [InlineData("\"hub_token\":\"SharedAccessSignature x\"", "hub_token")]
    [InlineData("\"listen_address\":\"everywhere\"", "listen_address")]
    [InlineData("\"max_pack_age\":0", "max_pack_age")]
    [InlineData("\"listen_address\":\"\\ud800\"", "listen_address")]
    [InlineData("\"\\ud800\":1", "member 5")]
    [InlineData("\"hub_name\":\"other\"", "hub_name")]
    [InlineData("\"host_status\":1,\"host_status\":1", "host_status")]
    public void A_wrong_value_is_refused_by_name(string member, string name)
    {
        Assert.Null(Read(Valid.Replace("}", $",{member}}}", StringComparison.Ordinal)));
        Assert.Equal(name, Assert.Single(problems).Name);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void A_file_that_is_no_configuration_is_refused(string text)
    {
        Assert.Null(Read(text));
        Assert.Equal("--config", Assert.Single(problems).Name);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Null(ConfigurationFile.Read(Path.Combine(folder.Path, "none.json"), new Hashtable(), problems));
        Assert.Contains("none.json", Assert.Single(problems).Value, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private AgentConfiguration? Read(string text, params (string Name, string Value)[] environment)
    {
        var path = Path.Combine(folder.Path, "agent.json");
        File.WriteAllText(path, text);
        var variables = new Hashtable();
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }
        return ConfigurationFile.Read(path, variables, problems);
    }
}
