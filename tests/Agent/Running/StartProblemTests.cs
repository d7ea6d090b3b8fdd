using Forwarder.Agent.Commands;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Running;
using Forwarder.Agent.Tests.Commands;
using Forwarder.Contracts.Parameters;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Tests.Running;

public sealed class StartProblemTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_full_disk_is_told_as_one(bool isOfDatabase)
    {
        using var file = new AgentFile();
        var problems = new List<ParameterProblem>();
        var configuration = ConfigurationFile.Read(file.Path, new Dictionary<string, string>(), problems)!;
        Exception full = isOfDatabase
            ? new SqliteException("database or disk is full", 13)
            : new IOException("No space left on device", 28);
        Assert.True(StartProblem.IsOne(full));
        var told = StartProblem.Of(configuration, full).ToString();
        Assert.StartsWith("spool_directory = ", told, StringComparison.Ordinal);
        Assert.Contains("is full: free some of it", told, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_pass_ends_with_1_and_what_must_be_changed_with_2()
    {
        using var file = new AgentFile(("hub_token_file", "/none/publisher.token"));
        Assert.Equal(ExitCodes.No, AgentProcess.Run("run", "--config", file.Path).Code);
        using var wrong = new AgentFile(("hub_publisher", "Wrong"));
        Assert.Equal(ExitCodes.Unusable, AgentProcess.Run("run", "--config", wrong.Path).Code);
    }
}
