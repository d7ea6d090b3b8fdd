using System.Net;
using System.Net.Sockets;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Running;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Commands;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Running;

/// <summary>Starts that do not come to their end: whatever had started has ended, and the spool is free for the next one.</summary>
public sealed class AgentServiceTests
{
    [Fact]
    public async Task A_start_whose_last_part_fails_ends_the_parts_before_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var file = new AgentFile(
            ("listen_address", "127.0.0.1"),
            ("listen_port", ((IPEndPoint)taken.LocalEndpoint).Port),
            ("health_port", 0)
        );

        Assert.Equal(AgentEnd.Refused, await RunAsync(file, CancellationToken.None));

        Assert.True(File.Exists(SpoolFile.PathIn(file.Spool)), "the spool was never opened");
        using var spool = SpoolDatabase.Open(file.Spool);
    }

    [Fact]
    public async Task A_start_that_is_stopped_is_no_failure_and_gives_the_spool_back()
    {
        using var file = new AgentFile(("health_port", 0));

        Assert.Equal(AgentEnd.Asked, await RunAsync(file, new CancellationToken(canceled: true)));

        using var spool = SpoolDatabase.Open(file.Spool);
    }

    private static async Task<AgentEnd> RunAsync(AgentFile file, CancellationToken stop)
    {
        var problems = new List<ParameterProblem>();
        var configuration = ConfigurationFile.Read(file.Path, new Dictionary<string, string>(), problems);
        Assert.Empty(problems);
        using var service = new AgentService(file.Path, new ServiceManager(null, null));
        return await service
            .RunAsync(configuration!, stop)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
