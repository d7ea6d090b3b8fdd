using Forwarder.Agent.Configuration;
using Forwarder.Agent.Running;
using Forwarder.Agent.Tests.Commands;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Running;

public sealed class ConfigurationInForceTests : IDisposable
{
    private static readonly ParameterProblem InUse = new("listen_port", "0.0.0.0:5680", "The address cannot be used.");
    private readonly AgentFile file = new();
    private readonly AgentConfiguration first;
    private readonly AgentConfiguration second;
    private readonly ConfigurationInForce inForce;

    public ConfigurationInForceTests()
    {
        first = ConfigurationFile.Read(file.Path, new Dictionary<string, string>(), [])!;
        second = first with { HealthPort = 1 };
        inForce = new ConfigurationInForce(first);
        inForce.Started();
    }

    [Fact]
    public void A_changed_configuration_with_which_the_agent_does_not_start_gives_way_to_the_former_and_says_why()
    {
        inForce.Change(second);
        Assert.True(inForce.TryGoBack(InUse));
        Assert.Same(first, inForce.Current);
        Assert.Equal((false, InUse), inForce.Started());
        Assert.Equal((false, null), inForce.Started());
    }

    [Fact]
    public void A_changed_configuration_that_has_started_is_not_given_up_when_a_later_start_fails()
    {
        inForce.Change(second);
        Assert.Equal((true, null), inForce.Started());
        Assert.False(inForce.TryGoBack(InUse));
        Assert.Same(second, inForce.Current);
    }

    [Fact]
    public async Task Several_requests_for_a_reload_are_answered_by_one()
    {
        using var requests = new ReloadRequests();
        requests.Ask();
        requests.Ask();
        requests.Ask();
        await requests.TakeAsync(TestContext.Current.CancellationToken);
        var next = requests.TakeAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        requests.Ask();
        await next;
    }

    public void Dispose() => file.Dispose();
}
